import numpy as np
import pytest

from tandem.datasets.sample_company.touchpoints.strand import KINDS, join_strands, strand_of
from tandem.kernel.vocabulary import TouchpointKind


def test_what_is_not_given_is_none_and_single_codes_hold_for_all() -> None:
    strand = strand_of(TouchpointKind.CALL, np.array([5, 3]), outbound=True, lead=7, seconds=np.array([10, 20]))
    assert strand.lead.tolist() == [7, 7]
    assert strand.contact.tolist() == [-1, -1]
    assert strand.machine.tolist() == [0, 0]
    assert [KINDS[code] for code in strand.kind] == [TouchpointKind.CALL] * 2


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        strand_of(TouchpointKind.CALL, np.array([1]), colour=3)


def test_strands_are_joined_in_order_of_time() -> None:
    one = strand_of(TouchpointKind.CALL, np.array([5, 3]), lead=1)
    other = strand_of(TouchpointKind.NOTE, np.array([4]), lead=2)
    joined = join_strands([one, other])
    assert joined.at.tolist() == [3, 4, 5]
    assert joined.lead.tolist() == [1, 2, 1]
    assert joined.take(joined.lead == 1).n == 2
