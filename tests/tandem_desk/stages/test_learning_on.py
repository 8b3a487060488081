"""An outcome is learned when it becomes known: at once, once, never failing the edit; a full fit starts clean."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem_desk.records.models import Lead
from tandem_desk.records.services.changing import update_record
from tandem_desk.records.services.importing import begin_import, start_import
from tandem_desk.review.models import ModelVersion, OutcomeEntry
from tandem_desk.review.selectors.versions import artefact_of, version_in_force
from tandem_desk.review.services import put_in_force
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.stages import tasks
from tandem_desk.stages.prospecting import learn_from, quick_update, retrain, score_all
from tandem_desk.stages.prospecting.scorers import NAME, fitted_in_force, scorer_in_force
from tandem_desk.workspace.models import AuditEntry, Job
from tandem_desk.workspace.services.jobs import enqueue_job, run_due_jobs

DAY = timedelta(days=1)
PAGE = f"/functions/{NAME}/"
_KEPT: dict[str, Fitted] = {}


def make_leads(owner, names, at, **values):
    given = {"source": "Cold list", "status": "New", "created_at": at, "recorded_at": at} | values
    Lead.objects.bulk_create(
        Lead(workspace=owner.workspace, owner=owner, team=owner.team, name=name, **given) for name in names
    )
    return list(Lead.objects.filter(name__in=names).order_by("pk"))


@pytest.fixture
def learned(workspace, owner, now):
    """A model in force that has learned that referrals convert, and ten open leads; it is fitted once for all tests."""
    if "first" not in _KEPT:
        for number in range(160):
            won = (number % 2) != (number % 8 in (2, 3))
            make_leads(
                owner,
                [f"Lead {number}"],
                now - (200 - number) * DAY,
                source="Referral" if number % 2 else "Cold list",
                status="Converted" if won else "Unqualified",
                is_converted=won,
                updated_at=now - (199 - number) * DAY,
            )
        retrain(workspace=workspace, at=now)
        first = version_in_force(workspace=workspace, function=NAME)
        _KEPT["first"] = Fitted(first.card, artefact_of(first), first.data_until, first.seed, now, 0.0)
    else:
        version = store_version(workspace=workspace, function=NAME, fitted=_KEPT["first"])
        put_in_force(version=version, rule="test", because="the first model", at=now)
    make_leads(owner, ["Open 0", "Open 1"], now - DAY)
    score_all(workspace=workspace, at=timezone.now())
    return workspace


@pytest.fixture
def more(learned, owner, now):
    return make_leads(owner, [f"More {one}" for one in range(8)], now - DAY)


def first_open() -> Lead:
    return Lead.objects.get(name="Open 0")


def change(lead, member, **values):
    update_record(record=lead, values=values, member=member, source="page", actor=member.name, at=timezone.now())


def convert(leads, owner, capture) -> Job:
    with capture(execute=True):
        for lead in leads:
            change(lead, owner, is_converted=True, status="Converted")
    run_due_jobs(worker="test")
    return Job.objects.filter(name="stages.follow").order_by("-id").first()


def notes():
    return list(AuditEntry.objects.filter(action="model learned from outcomes").order_by("id"))


def test_outcomes_move_the_odds_of_similar_open_leads_at_once_and_the_page_says_who_moved(
    learned, more, owner, outsider, client_of, django_capture_on_commit_callbacks
) -> None:
    file, before = bytes(ModelVersion.objects.get().artefact), first_open().score_probability
    assert "No outcome has become known" in client_of(owner).get(PAGE).content.decode()
    job = convert(more[:6], owner, django_capture_on_commit_callbacks)
    assert (job.state, job.result["learned"]) == ("done", 6)
    assert first_open().score_probability > before + 0.03
    (note,) = notes()
    assert (note.detail["n_known"], note.detail["n_learned"]) == (6, 6)
    assert note.detail["reranked"]["n_compared"] == 2
    assert bytes(ModelVersion.objects.get().artefact) == file
    page = client_of(owner).get(PAGE).content.decode()
    assert "6 outcomes became known since this version was fitted, and are all in today" in page
    assert "6 outcomes" not in client_of(outsider).get(PAGE).content.decode()


def test_a_lead_one_may_not_see_is_not_named_among_those_that_moved(
    learned, more, owner, manager, stranger, client_of, django_capture_on_commit_callbacks
) -> None:
    learned.visibility = "team"
    learned.save()
    convert(more[:6], owner, django_capture_on_commit_callbacks)
    detail = notes()[-1].detail
    detail["reranked"]["moved"] = [
        {"id": first_open().pk, "rank_before": 9, "rank_after": 1, "probability_before": 0.1, "probability_after": 0.2}
    ]
    AuditEntry.objects.filter(pk=notes()[-1].pk).update(detail=detail)
    seen = ["Open 0" in client_of(one).get(PAGE).content.decode() for one in (owner, manager, stranger)]
    assert seen == [True, True, False]


def test_learning_twice_is_learning_once_a_lost_update_comes_back_and_what_is_taken_back_is_unlearned(
    learned, more, owner, django_capture_on_commit_callbacks
) -> None:
    before = first_open().score_probability
    convert(more[:6], owner, django_capture_on_commit_callbacks)
    once = first_open().score_probability
    quick_update._KEPT.clear()
    assert learn_from(workspace=learned, ids=[one.pk for one in more], at=timezone.now()) == 0
    score_all(workspace=learned, at=timezone.now())
    assert first_open().score_probability == pytest.approx(once, abs=1e-4)
    assert OutcomeEntry.objects.filter(subject_id__in=[one.pk for one in more]).count() == 6
    with django_capture_on_commit_callbacks(execute=True):
        for lead in Lead.objects.filter(name__startswith="More", is_converted=True):
            change(lead, owner, is_converted=False, status="New")
    run_due_jobs(worker="test")
    assert first_open().score_probability == pytest.approx(before, abs=1e-4)
    assert notes()[-1].detail["n_known"] == 0


def test_a_full_fit_starts_clean(learned, more, owner, django_capture_on_commit_callbacks) -> None:
    convert(more[:6], owner, django_capture_on_commit_callbacks)
    version, fitted = fitted_in_force(learned)
    assert scorer_in_force(learned)[1] is not fitted
    at = timezone.now()
    refit = Fitted(version.card, artefact_of(version), at, version.seed, at, 0.0)
    put_in_force(
        version=store_version(workspace=learned, function=NAME, fitted=refit), rule="test", because="refit", at=at
    )
    assert scorer_in_force(learned)[1] is fitted_in_force(learned)[1]


def test_a_lesson_that_fails_leaves_the_edit_and_its_score(
    learned, more, owner, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    def fail(**_):
        raise RuntimeError("no room")

    monkeypatch.setattr("tandem_desk.stages.prospecting.learning_on.learn_on", fail)
    before = first_open().score_probability
    with django_capture_on_commit_callbacks(execute=True):
        change(first_open(), owner, source="Referral")
    job = convert(more[:1], owner, django_capture_on_commit_callbacks)
    assert (job.state, Lead.objects.get(pk=more[0].pk).is_converted) == ("done", True)
    assert first_open().score_probability > before + 0.1


def test_figures_that_stopped_being_true_and_columns_that_drifted_are_told(
    learned, owner, now, client_of, django_capture_on_commit_callbacks
) -> None:
    make_leads(owner, [f"Early {one}" for one in range(40)], now - 5 * DAY, source="Referral")
    late = make_leads(owner, [f"Late {one}" for one in range(40)], timezone.now() - DAY)
    convert(late[:30], owner, django_capture_on_commit_callbacks)
    learn_from(workspace=learned, ids=(), at=timezone.now(), again=True)
    detail = notes()[-1].detail
    assert detail["watch"]["words"] == "too low: more comes about than was said"
    assert [one["column"] for one in detail["drift"]] == ["source"]
    learn_from(workspace=learned, ids=(), at=timezone.now(), again=True)
    assert len(notes()) == 2
    page = client_of(owner).get(PAGE).content.decode()
    assert "figures are off" in page
    assert "1 column of new leads drifted since training" in page


def test_a_large_import_is_scored_and_learned_when_it_ends_and_not_in_the_night(
    learned, owner, now, tmp_path, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(tasks, "_AT_ONCE", 5)
    before = first_open().score_probability
    path = tmp_path / "leads.csv"
    rows = "".join(
        f"L{one},Late {one},Cold list,{'Converted' if one < 8 else 'New'},{'true' if one < 8 else 'false'},"
        f"{(now - 20 * DAY).date()},{(now - DAY).date()}\n"
        for one in range(10)
    )
    path.write_text("external_id,last_name,source,status,is_converted,created_at,updated_at\n" + rows)
    run = start_import(workspace=learned, member=None, path=path, name="leads.csv")
    begin_import(run=run, member=None)
    with django_capture_on_commit_callbacks(execute=True):
        run_due_jobs(worker="test", limit=1)
    assert not Job.objects.filter(name="stages.follow").exists()
    job = Job.objects.get(name="stages.score", arguments__function=NAME)
    assert job.state == "waiting"
    run_due_jobs(worker="test")
    job.refresh_from_db()
    assert (job.state, job.n_done, job.n_total) == ("done", 3, 3)
    assert job.result[NAME]["learned"] == 8
    late = Lead.objects.filter(external_id__startswith="L")
    assert set(late.filter(scored_at__isnull=False).values_list("external_id", flat=True)) == {"L8", "L9"}
    assert first_open().score_probability > before + 0.03
    assert notes()[-1].detail["n_learned"] == 8
    # Nothing new: run again it scores, and learns nothing twice.
    enqueue_job(name="stages.score", arguments={"function": NAME}, workspace=learned)
    n_notes, stands = len(notes()), first_open().score_probability
    run_due_jobs(worker="test")
    assert len(notes()) == n_notes
    assert first_open().score_probability == pytest.approx(stands)
