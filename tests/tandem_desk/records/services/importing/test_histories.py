"""Histories in every shape become changes that agree with the present."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tandem.tables.dialects import HistoryShape, detect_history
from tandem_desk.records.models import BadRow, Change, ImportRun, Opportunity
from tandem_desk.records.selectors.history import record_as_of
from tandem_desk.records.services.importing import histories, run_import, start_import
from tandem_desk.workspace.models import Workspace

DEALS = (
    "Id,Name,StageName,Amount,Probability,CloseDate,CreatedDate\n"
    "006A,Big,Closed Won,120,100,2024-06-30,2024-01-01T00:00:00Z\n"
)
STATES = """Id,OpportunityId,StageName,Amount,Probability,CloseDate,CreatedDate
008A,006A,Prospecting,100,10,2024-06-30,2024-01-01T00:00:00.000+0000
008B,006A,Negotiation/Review,120,90,2024-06-30,2024-03-01T00:00:00.000+0000
008C,006A,Closed Won,120,100,2024-06-30,2024-05-01T00:00:00.000+0000
008D,006Z,Prospecting,1,10,2024-06-30,2024-01-01T00:00:00.000+0000
"""
SHAPES = {
    "OpportunityHistory": STATES,
    "OpportunityFieldHistory": """Id,OpportunityId,Field,OldValue,NewValue,CreatedDate
017A,006A,StageName,Prospecting,Negotiation/Review,2024-03-01T00:00:00.000+0000
017B,006A,Amount,100,120,2024-03-01T00:00:00.000+0000
017C,006A,StageName,Negotiation/Review,Closed Won,2024-05-01T00:00:00.000+0000
""",
    "opportunity_history": """id,name,stage_name,amount,_fivetran_start,_fivetran_end,_fivetran_active
006A,Big,Prospecting,100,2024-01-01 00:00:00,2024-03-01 00:00:00,false
006A,Big,Negotiation/Review,120,2024-03-01 00:00:00,2024-05-01 00:00:00,false
006A,Big,Closed Won,120,2024-05-01 00:00:00,9999-12-31 00:00:00,true
""",
}
NOW = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def bring(tmp_path: Path, workspace: Workspace) -> Callable[..., ImportRun]:
    def run(files: dict[str, str]) -> ImportRun:
        folder = tmp_path / f"drop{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text)
        return run_import(start_import(workspace=workspace, member=None, path=folder, name="drop", keep_copy=False).pk)

    return run


@pytest.mark.parametrize("shape", SHAPES)
def test_the_past_of_a_deal_comes_back_from_any_shape(bring: Callable[..., ImportRun], shape: str) -> None:
    bring({"Opportunity": DEALS, shape: SHAPES[shape]})
    deal = Opportunity.objects.get()
    for month, stage, amount in ((2, "Prospecting", "100"), (4, "Negotiation/Review", "120"), (7, "Closed Won", "120")):
        past = record_as_of(record=deal, as_of=datetime(2024, month, 1, tzinfo=UTC), known_by=NOW)
        assert (past["deal_stage"], str(past["amount"])) in {(stage, amount), (stage, f"{amount}.00")}
    assert not Change.objects.filter(reconstructed=False).exists()
    assert record_as_of(record=deal, as_of=NOW)["win_probability_stated"] == 1.0


def test_a_second_time_adds_nothing(bring: Callable[..., ImportRun]) -> None:
    files = {"Opportunity": DEALS, "OpportunityHistory": STATES}
    bring(files)
    before = Change.objects.count()
    again = bring(files)
    assert Change.objects.count() == before > 0
    assert sum(table.n_created for table in again.tables.all()) == 0


def test_history_of_unknown_records_comes_back_as_bad_rows(bring: Callable[..., ImportRun]) -> None:
    bring({"Opportunity": DEALS, "OpportunityHistory": STATES})
    bad = BadRow.objects.get()
    assert "none of the opportunities known" in bad.reason
    assert bad.raw == "006Z"


def test_a_history_that_stops_short_is_closed_with_the_present_value(bring: Callable[..., ImportRun]) -> None:
    short = "".join(STATES.splitlines(keepends=True)[:3])
    bring({"Opportunity": DEALS, "OpportunityHistory": short})
    deal = Opportunity.objects.get()
    assert record_as_of(record=deal, as_of=NOW)["deal_stage"] == "Closed Won"
    last = Change.objects.filter(field="deal_stage").order_by("valid_from").last()
    assert last is not None
    assert (last.old, last.new) == ("Negotiation/Review", "Closed Won")


def test_who_changed_it_is_told_by_name_where_the_users_came_along(bring: Callable[..., ImportRun]) -> None:
    history = """Id,OpportunityId,Field,OldValue,NewValue,CreatedById,CreatedDate
017A,006A,Amount,100,120,005U1,2024-03-01T00:00:00.000+0000
017B,006A,Amount,120,130,005U9,2024-04-01T00:00:00.000+0000
"""
    users = "Id,Name,Email\n005U1,Seller One,one@northwind.example\n"
    bring({"Opportunity": DEALS, "OpportunityFieldHistory": history, "User": users})
    actors = Change.objects.filter(field="amount").order_by("valid_from").values_list("actor", flat=True)
    assert list(actors)[:2] == ["Seller One", "005U9"]


def _long_history(n_deals: int, n_states: int) -> dict[str, str]:
    deals = "Id,Name,StageName,Amount,CreatedDate\n" + "".join(
        f"006{deal},Deal {deal},Stage {n_states - 1},{deal},2024-01-01T00:00:00Z\n" for deal in range(n_deals)
    )
    # By time, as such files are written: the states of a deal lie far apart.
    states = "Id,OpportunityId,StageName,Amount,CreatedDate\n" + "".join(
        f"008{state}x{deal},006{deal},Stage {state},{deal},2024-02-{1 + state:02}T00:00:00.000+0000\n"
        for state in range(n_states)
        for deal in range(n_deals)
    )
    return {"Opportunity": deals, "OpportunityHistory": states + "008Z,,Lost,1,2024-01-01T00:00:00.000+0000\n"}


def test_of_a_long_history_only_a_part_is_held_at_once(
    bring: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    known = detect_history

    def watched(name: str, headers: Sequence[str]) -> HistoryShape | None:
        shape = known(name, headers)
        if shape is None:
            return None
        read = shape.read
        return replace(shape, read=lambda rows, reading: held.append(len(rows)) or read(rows, reading))  # type: ignore[func-returns-value]

    monkeypatch.setattr(histories, "ROWS_AT_ONCE", 1_000)
    monkeypatch.setattr(histories, "detect_history", watched)
    bring(_long_history(1_000, 12))
    assert sum(held) == 12_001
    assert max(held) < 1_500
    stages = Change.objects.filter(field="deal_stage")
    assert stages.count() == 12 * 1_000
    deal = Opportunity.objects.get(external_id="006500")
    changes = stages.filter(record_id=deal.pk).order_by("valid_from").values_list("old", "new")
    assert list(changes) == [(f"Stage {n - 1}" if n else None, f"Stage {n}") for n in range(12)]
    assert BadRow.objects.get().row_number == 12_002
    bring(_long_history(1_000, 12))
    assert stages.count() == 12 * 1_000
