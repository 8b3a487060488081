from pathlib import Path

import pandas as pd

from tandem.datasets.sample_company import SampleCompany


def test_tasks_and_events_are_the_touchpoints_that_system_has_objects_for(
    small: SampleCompany, written: dict[str, Path]
) -> None:
    kinds = small.tables()["touchpoints"].to_pandas()["kind"].value_counts()
    mails, tasks, events = (
        pd.read_csv(written["salesforce"] / f"{name}.csv", dtype=str) for name in ("EmailMessage", "Task", "Event")
    )
    assert len(mails) == kinds["email"]
    assert len(tasks) == kinds[["call", "note", "task", "form", "chat"]].sum()
    assert len(events) == kinds[["meeting", "event"]].sum()
    assert (tasks["Type"].value_counts()["Call"]) == kinds["call"]


def test_an_event_ends_after_its_duration(written: dict[str, Path]) -> None:
    events = pd.read_csv(written["salesforce"] / "Event.csv")
    length = pd.to_datetime(events["EndDateTime"]) - pd.to_datetime(events["StartDateTime"])
    whole_minutes = (length.dt.total_seconds() // 60).clip(lower=1)
    assert (whole_minutes == events["DurationInMinutes"]).all()


def test_texts_survive_line_breaks_and_commas(small: SampleCompany, written: dict[str, Path]) -> None:
    tasks = pd.read_csv(written["salesforce"] / "Task.csv", dtype=str)
    touchpoints = small.tables()["touchpoints"].to_pandas()
    own = touchpoints[touchpoints["kind"].isin(["call", "note", "task", "form", "chat"])]
    assert tasks["Description"].dropna().tolist() == own["body"].dropna().tolist()
    mails = pd.read_csv(written["salesforce"] / "EmailMessage.csv", dtype=str)
    own = touchpoints[touchpoints["kind"] == "email"]
    assert mails["TextBody"].dropna().tolist() == own["body"].dropna().tolist()


def test_a_mail_says_whether_it_came_in(small: SampleCompany, written: dict[str, Path]) -> None:
    mails = pd.read_csv(written["salesforce"] / "EmailMessage.csv", dtype=str)
    own = small.tables()["touchpoints"].to_pandas()
    own = own[own["kind"] == "email"]
    assert mails["Incoming"].tolist() == own["direction"].eq("inbound").map({True: "true", False: "false"}).tolist()
    assert set(own["direction"]) == {"inbound", "outbound"}
