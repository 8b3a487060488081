"""The map, a function's page with its card, and how far it may go."""

import pytest
from django.utils import timezone

from tandem_desk.review.models import AutonomyEntry, ModelSwitch, ModelVersion
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
