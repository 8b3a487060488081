"""What the stages tell the apps below at start-up: records that were decided on stay when an import is undone."""

import pytest

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Lead
from tandem_desk.records.services.importing import run_import, start_import, undo_import
from tandem_desk.records.sockets import records_in_use
from tandem_desk.review.models import DecisionEntry, Override

LEADS = "Id,LastName,Company\n" + "".join(f"00Q{n},Lee{n},Firm {n}\n" for n in range(4))


@pytest.fixture
def imported(tmp_path, workspace):
    path = tmp_path / "Lead.csv"
    path.write_text(LEADS)
    return run_import(start_import(workspace=workspace, member=None, path=path, name="leads", keep_copy=False).pk)


def decide_on(suggestion, now):
    return DecisionEntry.objects.create(
        suggestion=suggestion, outcome="rejected", actor_kind="member", actor="a", fingerprint_seen="f", decided_at=now
    )


def test_an_undone_import_keeps_the_leads_somebody_decided_on_or_gave_a_figure_for(
    imported, workspace, owner, make_suggestion, now
):
    decided, overridden, suggested, _untouched = Lead.objects.order_by("external_id")
    decide_on(make_suggestion(subject_id=decided.pk), now)
    make_suggestion(subject_id=suggested.pk)
    Override.objects.create(
        workspace=workspace, function="f", subject_kind="lead", subject_id=overridden.pk, member=owner,
        probability=0.5, reason="r", made_at=now, expires_at=now,
    )  # fmt: skip
    counts = undo_import(imported.pk)
    assert set(Lead.objects.all()) == {decided, overridden}
    assert (counts["removed"], counts["kept"]) == (2, 2)
    imported.refresh_from_db()
    assert imported.recognition["kept"] == {f"lead {one.pk}": "decided on" for one in (decided, overridden)}


def test_a_decision_on_another_kind_of_record_with_the_same_number_holds_nothing(db, make_suggestion, now):
    decide_on(make_suggestion(subject_kind="opportunity", subject_id=5), now)
    assert records_in_use(SubjectKind.LEAD, [5]) == {}
    assert records_in_use(SubjectKind.OPPORTUNITY, [5, 6]) == {5: "decided on"}
