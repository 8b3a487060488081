"""No combination of settings lets a machine do more than its strictest limit."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.autonomy import Autonomy, permit

levels = st.sampled_from(list(Autonomy))


@given(levels, st.none() | levels, st.booleans(), st.booleans())
def test_people_only_records_never_get_a_machines_action(
    level: Autonomy, account: Autonomy | None, opted_out: bool, stopped: bool
) -> None:
    given_ = permit(function_level=level, account_level=account, people_only=True, opted_out=opted_out, stopped=stopped)
    assert not given_.may_act
    assert not given_.may_draft


@given(levels, st.none() | levels, st.booleans(), st.booleans())
def test_opted_out_or_stopped_means_no_action(
    level: Autonomy, account: Autonomy | None, opted_out: bool, people_only: bool
) -> None:
    given_ = permit(
        function_level=level,
        account_level=account,
        people_only=people_only,
        opted_out=opted_out,
        stopped=not opted_out,
    )
    assert not given_.may_act


@given(levels, levels)
def test_an_account_can_lower_a_level_and_never_raise_it(level: Autonomy, account: Autonomy) -> None:
    alone, together = permit(function_level=level), permit(function_level=level, account_level=account)
    assert together.may_act <= alone.may_act
    assert together.may_draft <= alone.may_draft
    assert together.may_suggest <= alone.may_suggest


@given(levels)
def test_each_level_includes_the_ones_below(level: Autonomy) -> None:
    given_ = permit(function_level=level)
    assert given_.may_act <= given_.may_draft <= given_.may_suggest


def test_off_means_not_even_a_suggestion() -> None:
    assert not permit(function_level=Autonomy.OFF).may_suggest


def test_only_act_unless_stopped_waits_for_an_objection() -> None:
    waiting = [level for level in Autonomy if permit(function_level=level).wait_for_objection]
    assert waiting == [Autonomy.ACT_UNLESS_STOPPED]


def test_the_rule_that_set_the_limit_is_named() -> None:
    assert "people only" in permit(function_level=Autonomy.ACT_AND_REPORT, people_only=True).because
