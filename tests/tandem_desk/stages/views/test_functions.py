"""The map, a function's page with its card, and how far it may go."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_facts import fact_of
from tandem_desk.review import sockets
from tandem_desk.review.models import AutonomyEntry, ModelSwitch, ModelVersion, Override
from tandem_desk.review.services import Known, record_outcomes
from tandem_desk.review.services.versions import put_in_force
from tandem_desk.workspace.models import Job

FUNCTION = "prospecting/lead_scoring"
PAGE = f"/functions/{FUNCTION}/"
CARD = {
    "function": FUNCTION,
    "verdict": "model",
    "summary": "Better than its baselines.",
    "positive": "Converted",
    "n": 1200,
    "n_positive": 300,
    "validation": "each part judged by models fitted on earlier rows",
    "window": ["2024-01-01", "2025-12-31"],
    "time": "created_at",
    "measures": [
        [FUNCTION, "log_loss", 0.41],
        ["base rate", "log_loss", 0.56],
        [FUNCTION, "auc", 0.81],
        ["base rate", "auc", 0.5],
    ],
    "calibration": [[120, 0.1, 0.09], [120, 0.4, 0.43], [120, 0.8, 0.78]],
    "leaks": [
        {
            "column": "Closed by",
            "is_out": True,
            "points": 4,
            "evidence": ["filled only after the close"],
            "power": 0.99,
        },
        {"column": "Rating", "is_out": False, "points": 1, "evidence": ["filled late"], "power": None},
    ],
    "columns": [
        {"name": "Source", "used": True, "kind": "category", "why": "levels", "missing_share": 0.1},
        {"name": "Row", "used": False, "kind": "identifier", "why": "one of a kind", "missing_share": 0.0},
    ],
    "weak_segments": [
        {"column": "Country", "value": "Iceland", "n": 41, "log_loss": 0.9, "base_log_loss": 0.6, "auc": 0.4}
    ],
}


@pytest.fixture
def versions(workspace, now):
    """Put two versions in force, one after the other; the second reads one column more."""
    made = []
    for number, loss in ((1, 0.45), (2, 0.41)):
        measures = [[FUNCTION, "log_loss", loss], *CARD["measures"][1:]]
        columns = CARD["columns"] + ([{**CARD["columns"][0], "name": "Industry"}] if number == 2 else [])
        version = ModelVersion.objects.create(
            workspace=workspace, function=FUNCTION, number=number, artefact=b"", data_until=now, made_at=now,
            card=CARD | {"measures": measures, "columns": columns},
        )  # fmt: skip
        put_in_force(version=version, rule="a test", because="fitted", at=timezone.now())
        made.append(version)
    return made


@pytest.mark.django_db
def test_before_the_first_fit_the_page_says_what_it_needs(owner, client_of) -> None:
    assert "Not fitted yet" in client_of(owner).get(PAGE).content.decode()
    assert "not fitted yet" in client_of(owner).get("/map/").content.decode()


@pytest.mark.django_db
def test_the_card_stands_beside_its_baselines_with_leaks_and_weak_parts(versions, owner, client_of) -> None:
    page = client_of(owner).get(PAGE).content.decode()
    for words in (
        "beats its baselines", "0.410", "0.560", "Closed by", "filled only after the close", "1 more looked suspect",
        "Country = Iceland", "points off what happened", "What was said is 2.0 points off", "<svg", "1,200",
    ):  # fmt: skip
        assert words in page, words
    assert "style=" not in page


@pytest.mark.django_db
def test_the_map_says_how_each_function_is(versions, make_suggestion, owner, client_of) -> None:
    make_suggestion()
    page = client_of(owner).get("/map/").content.decode()
    for words in (
        "data enough: 1,200 known outcomes",
        "log loss 0.410, better than its best baseline (0.560)",
        "1 open suggestion",
    ):
        assert words in page


@pytest.mark.django_db
def test_two_versions_are_compared(versions, owner, client_of) -> None:
    page = client_of(owner).get(f"{PAGE}?with=1").content.decode()
    assert "Version 2 beside version 1" in page
    assert "Now reads Industry." in page
    assert "0.450" in page


@pytest.mark.django_db
def test_one_press_rolls_back_and_scores_anew(versions, operator, client_of) -> None:
    page = client_of(operator).post(f"{PAGE}roll-back/", follow=True).content.decode()
    assert "Version 1 is in force" in page
    assert ModelSwitch.objects.order_by("-id").first().version == versions[0]
    assert Job.objects.filter(name="stages.score").count() == 1


@pytest.mark.django_db
def test_any_version_can_be_put_in_force(versions, operator, client_of) -> None:
    client = client_of(operator)
    client.post(f"{PAGE}versions/1/")
    assert ModelSwitch.objects.order_by("-id").first().version.number == 1
    assert client.post(f"{PAGE}versions/9/").status_code == 404


@pytest.mark.django_db
def test_with_nothing_before_it_rolling_back_is_refused_in_words(operator, client_of) -> None:
    page = client_of(operator).post(f"{PAGE}roll-back/", follow=True).content.decode()
    assert "must have had one before it" in page


@pytest.mark.django_db
def test_autonomy_falls_freely_and_rises_with_evidence_only(manager, client_of) -> None:
    client = client_of(manager)
    level = {"function": FUNCTION, "because": "a test"}
    assert client.post("/settings/autonomy/", level | {"level": "off"}).status_code == 302
    refused = client.post("/settings/autonomy/", level | {"level": "act_and_report"})
    assert refused.status_code == 422
    assert "decisions by people" in refused.content.decode()
    assert [one.level for one in AutonomyEntry.objects.all()] == ["off"]


@pytest.mark.django_db
def test_a_function_that_is_none_is_not_found(owner, client_of) -> None:
    assert client_of(owner).get("/functions/closing/nothing/").status_code == 404


@pytest.mark.django_db
def test_the_card_names_columns_in_words_wherever_it_speaks_of_them(
    workspace, owner, client_of, now, plugged, monkeypatch
) -> None:
    monkeypatch.setitem(sockets.PLUGS, FUNCTION, replace(plugged, fact_of=fact_of))
    leak = CARD["leaks"][0] | {"column": "custom.Call_outcome__c", "evidence": ["its name ('custom.Call_outcome__c')"]}
    columns = [CARD["columns"][0] | {"name": "n_form"}]
    validation = "each part judged by models fitted on rows earlier by 'created_at'"
    version = ModelVersion.objects.create(
        workspace=workspace, function=FUNCTION, number=1, artefact=b"", data_until=now, made_at=now,
        card=CARD | {"leaks": [leak], "columns": columns, "validation": validation},
    )  # fmt: skip
    put_in_force(version=version, rule="rule: a test", because="fitted", at=timezone.now())
    page = client_of(owner).get(PAGE).content.decode()
    for words in (
        "Call outcome", "its name (“Call outcome”)", "Number of forms sent in", "rows earlier by “Created”",
        "300 of them converted", "by the rule “a test”", "beats its baselines",
    ):  # fmt: skip
        assert words in page, words
    for raw in ("custom.", "n_form", "created_at", "rule: a test"):
        assert raw not in page, raw


@pytest.mark.django_db
def test_a_switch_shows_who_was_re_ranked_furthest_first(versions, workspace, make_lead, owner, client_of) -> None:
    lead, gone = make_lead(name="Moved Far"), 10**6
    moved = {"rank_before": 90, "rank_after": 3, "probability_before": 0.1, "probability_after": 0.62}
    reranked = {"n_compared": 120, "n_moved": 71, "moved": [{"id": gone} | moved, {"id": lead.pk} | moved]}
    put_in_force(version=versions[0], rule="a test", because="again", at=timezone.now(), reranked=reranked)
    page = client_of(owner).get(PAGE).content.decode()
    assert "Who was re-ranked: 71 of 120" in page
    assert f'<a href="/leads/{lead.pk}/">Moved Far</a></td><td class="number">90</td><td class="number">3</td>' in page
    assert "62%" in page


@pytest.mark.django_db
def test_the_record_of_overrides_is_seen_by_whom_it_concerns(
    versions, workspace, make_lead, owner, team_mate, stranger, manager, operator, outsider, client_of, now
) -> None:
    for member, said in ((owner, 0.8), (team_mate, 0.7), (stranger, 0.6)):
        lead = make_lead(source="Fair")
        Override.objects.create(
            workspace=workspace, function=FUNCTION, subject_kind="lead", subject_id=lead.pk, member=member,
            probability=said, machine_probability=0.4, reason="A call", made_at=now,
            expires_at=now + timedelta(days=30),
        )  # fmt: skip
        record_outcomes(
            workspace=workspace, subject_kind=SubjectKind.LEAD, kind="converted", recorded_at=now, source="test",
            known=[Known(lead.pk, 1.0, now + timedelta(days=2))],
        )  # fmt: skip

    def seen(member) -> list[str]:
        page = client_of(member).get(PAGE).content.decode()
        return [one.name for one in (owner, team_mate, stranger) if f"<td>{one.name}</td>" in page]

    names = [owner.name, team_mate.name, stranger.name]
    assert [seen(one) for one in (owner, stranger, manager, operator)] == [names[:1], names[2:], names[:2], names]
    assert seen(outsider) == []
    page = client_of(owner).get(PAGE).content.decode()
    assert '<td>No segment</td><td>not yet clear</td><td class="number">1</td>' in page
    assert "0.223" in page
    assert "0.916" in page


@pytest.mark.django_db
def test_a_level_is_set_for_one_account_by_its_name_and_for_no_doubtful_one(
    make_account, manager, outsider, client_of
) -> None:
    from tandem_desk.records.services.search_index import refresh_search_index

    account = make_account(name="Acme Tools")
    make_account(name="Twin Works")
    make_account(name="Twin Works")
    refresh_search_index()
    client, level = client_of(manager), {"function": FUNCTION, "because": "a test", "level": "off"}
    assert client.post("/settings/autonomy/", level | {"account": "acme tools"}).status_code == 302
    assert AutonomyEntry.objects.get().account_id == account.pk
    assert "off for Acme Tools" in " ".join(client.get("/settings/autonomy/").content.decode().split()).replace(
        "Off", "off"
    )
    for named, got in (("Twin Works", "2 accounts"), ("Nobody", "0 accounts")):
        refused = client.post("/settings/autonomy/", level | {"account": named})
        assert refused.status_code == 422
        assert got in refused.content.decode()
    assert AutonomyEntry.objects.count() == 1
