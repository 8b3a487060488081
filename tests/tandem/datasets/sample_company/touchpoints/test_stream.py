import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.touchpoints.stream import stream_strands
from tandem.kernel.vocabulary import TouchpointKind


def test_numbers_run_on_from_block_to_block(company: SampleCompany) -> None:
    expected = 0
    for number, strand in stream_strands(company.world):
        assert number == expected
        assert (np.diff(strand.at) >= 0).all()
        expected += strand.n


def test_every_kind_of_touchpoint_occurs(tables: dict[str, pa.Table]) -> None:
    assert set(pc.unique(tables["touchpoints"]["kind"]).to_pylist()) == {str(kind) for kind in TouchpointKind}


def test_every_touchpoint_belongs_to_a_lead_a_deal_or_an_account(tables: dict[str, pa.Table]) -> None:
    table = tables["touchpoints"]
    given = pc.or_(pc.is_valid(table["lead"]), pc.or_(pc.is_valid(table["opportunity"]), pc.is_valid(table["account"])))
    assert pc.all(given).as_py()


def test_no_touchpoint_comes_before_what_it_points_at(tables: dict[str, pa.Table]) -> None:
    touchpoints = tables["touchpoints"].to_pandas()
    for column, target in (
        ("lead", "leads"),
        ("contact", "contacts"),
        ("opportunity", "opportunities"),
        ("account", "accounts"),
    ):
        created = tables[target].to_pandas().set_index("external_id")["created_at"]
        own = touchpoints[touchpoints[column].notna()]
        assert (own["occurred_at"].to_numpy() >= created.loc[own[column]].to_numpy()).all(), column
    assert (touchpoints["recorded_at"] >= touchpoints["occurred_at"]).all()
