"""A later model takes over only after winning on later outcomes it has not seen; a broken demo goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command

from tandem.kernel.errors import InputError
from tandem_desk.records.models import ImportRun, Lead
from tandem_desk.records.services import importing
from tandem_desk.review.models import ModelSwitch, ModelVersion, OutcomeEntry, SuggestionEntry
from tandem_desk.review.selectors.versions import artefact_of, version_in_force
from tandem_desk.review.services import put_in_force
from tandem_desk.review.services.versions import Fitted, store_version
from tandem_desk.stages.prospecting import LEAD_SCORING, retrain, training
from tandem_desk.stages.prospecting.scorers import NAME

DAY = timedelta(days=1)
_KEPT: dict[str, Fitted] = {}


def decided(workspace, n, *, start, flipped=False, first=0):
    """Decided leads, one a day: of one source three in four convert, of the other one in four."""
    leads = []
    for number in range(first, first + n):
        referral = number % 2 == 0
        likely = referral is not flipped
        won = likely if number % 8 not in (2, 3) else not likely
        born = start + (number - first) * DAY
        leads.append(
            Lead(
                workspace=workspace,
                name=f"Lead {number}",
                source="Referral" if referral else "Cold list",
                industry=("Steel", "Paper", "Food")[number % 3],
                status="Converted" if won else "Unqualified",
                is_converted=won,
                converted_at=born + DAY if won else None,
                created_at=born,
                updated_at=born + DAY,
                recorded_at=born,
            )
        )
    Lead.objects.bulk_create(leads)


@pytest.fixture
def learned(workspace, now):
    """A company with a first model in force, and two open leads."""
    decided(workspace, 160, start=now - 200 * DAY)
    Lead.objects.bulk_create(
        Lead(workspace=workspace, name=f"Open {one}", source=source, status="New", created_at=now, recorded_at=now)
        for one, source in enumerate(("Referral", "Cold list"))
    )
    if "first" not in _KEPT:
        retrain(workspace=workspace, at=now)
        version = version_in_force(workspace=workspace, function=NAME)
        _KEPT["first"] = Fitted(version.card, artefact_of(version), version.data_until, version.seed, now, 0.0)
        return workspace
    version = store_version(workspace=workspace, function=NAME, fitted=_KEPT["first"])
    put_in_force(version=version, rule="test", because="the first model", at=now)
    from tandem_desk.stages.prospecting import score_all

    score_all(workspace=workspace, at=now)
    return workspace


def scores():
    return dict(Lead.objects.filter(name__startswith="Open").values_list("name", "score_probability"))


def test_a_challenger_that_wins_on_later_outcomes_takes_over_and_says_who_moved(learned, now) -> None:
    before = scores()
    decided(learned, 120, start=now + DAY, flipped=True, first=160)
    done = retrain(workspace=learned, at=now + 150 * DAY)
    assert (done.number, done.in_force) == (2, True)
    assert "it takes over" in done.because
    assert version_in_force(workspace=learned, function=NAME).card["contest"] == done.because
    switch = ModelSwitch.objects.order_by("-id").first()
    assert (switch.actor_kind, switch.actor) == ("rule", "rule: wins on later leads")
    assert (switch.reranked["n_compared"], switch.reranked["n_moved"]) == (2, 2)
    after = scores()
    assert before["Open 0"] > before["Open 1"]
    assert after["Open 0"] < after["Open 1"]


def test_a_challenger_that_does_not_win_is_kept_and_changes_nothing(learned, now) -> None:
    before = scores()
    decided(learned, 60, start=now + DAY, first=160)
    done = retrain(workspace=learned, at=now + 90 * DAY)
    assert (done.number, done.in_force) == (2, False)
    assert "the present model stays" in done.because
    assert version_in_force(workspace=learned, function=NAME).number == 1
    assert ModelVersion.objects.get(number=2).card["contest"] == done.because
    assert (scores(), ModelSwitch.objects.count()) == (before, 1)


def test_the_challenger_is_judged_on_outcomes_it_has_not_seen_and_then_fitted_on_all(learned, now, monkeypatch) -> None:
    decided(learned, 60, start=now + DAY, first=160)
    seen, judged = [], []
    fit, contest = training._fit, training._contest

    def spied_fit(lessons, *rest):
        seen.append(set(lessons.decided_at))
        return fit(lessons, *rest)

    def spied_contest(champion, challenger, rows):
        judged.append(len(rows))
        return contest(champion, challenger, rows)

    monkeypatch.setattr(training, "_fit", spied_fit)
    monkeypatch.setattr(training, "_contest", spied_contest)
    retrain(workspace=learned, at=now + 90 * DAY)
    partly, whole = seen
    assert judged == [30]
    assert len(whole - partly) == 30
    assert min(whole - partly) > max(partly)


def test_a_present_model_that_cannot_read_todays_leads_loses(learned, now, monkeypatch) -> None:
    decided(learned, 60, start=now + DAY, first=160)
    challenged = []

    def unreadable(self, table):
        if not challenged:
            challenged.append(True)
            raise InputError([])
        return original(self, table)

    from tandem.prospecting.lead_scoring import LeadScoring

    original = LeadScoring.score_frame
    monkeypatch.setattr(LeadScoring, "score_frame", unreadable)
    done = retrain(workspace=learned, at=now + 90 * DAY)
    assert done.in_force
    assert "cannot read today's leads" in done.because


def test_a_model_of_an_older_program_is_replaced_by_the_next_fit(learned, now) -> None:
    broken = store_version(workspace=learned, function=NAME, fitted=Fitted({}, b"old", now, 0, now, 0.0))
    put_in_force(version=broken, rule="test", because="an older program's", at=now)
    done = retrain(workspace=learned, at=now + DAY)
    assert (done.number, done.in_force) == (3, True)
    assert done.because.startswith("Version 2 could not be read by this program.")


class Killed(BaseException):
    """What a killed process looks like from inside: nothing may catch it."""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["import", "fit", "suggestions"])
def test_a_demo_killed_in_the_middle_is_picked_up_again_and_ends_as_if_it_had_not_been(
    where, settings, tmp_path, monkeypatch
) -> None:
    settings.TANDEM_HOME = str(tmp_path)
    demo = "tandem_desk.stages.management.commands.demo"
    run_import = importing.run_import

    def kill(*_, **__):
        raise Killed

    def killed_import(run_id, progress):
        told = []

        def some(*args):
            told.append(args)
            return kill() if len(told) == 8 else progress(*args)

        return run_import(run_id, some)

    with monkeypatch.context() as patched:
        if where == "import":
            patched.setattr(importing, "run_import", killed_import)
        else:
            broken = replace(LEAD_SCORING, **{"retrain" if where == "fit" else "suggest": kill})
            patched.setattr(f"{demo}.GLUES", (broken,))
        with pytest.raises(Killed):
            call_command("demo", leads=60)
    call_command("demo", leads=60)
    counted = (ImportRun.objects.count(), Lead.objects.count(), ModelVersion.objects.filter(function=NAME).count())
    assert counted == (1, 60, 1)
    n_versions = ModelVersion.objects.count()
    n_open, n_outcomes = SuggestionEntry.objects.filter(state="open").count(), OutcomeEntry.objects.count()
    assert n_outcomes > 0
    call_command("demo", leads=60)
    assert (ImportRun.objects.count(), Lead.objects.count(), ModelVersion.objects.count()) == (1, 60, n_versions)
    assert (SuggestionEntry.objects.filter(state="open").count(), OutcomeEntry.objects.count()) == (n_open, n_outcomes)
