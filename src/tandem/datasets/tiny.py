"""Tiny named sets for tests and documents: small enough to know every row by heart."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["four_leads", "one_mail_scanned", "two_deals_with_history"]


def four_leads() -> "pd.DataFrame":
    """Return four leads, one obvious winner: row `lead-1` shows every good sign, `lead-4` none.

    Columns: `external_id`, `name`, `company`, `title`, `industry`, `n_employees`, `source`, `created_at` (UTC), and
    `n_web_visits`, `n_positive_replies` by people, and `is_converted`.

    Examples
    --------
    >>> leads = four_leads()
    >>> leads.loc[leads["is_converted"], "name"].tolist()
    ['Ada Lindqvist']
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "external_id": ["lead-1", "lead-2", "lead-3", "lead-4"],
            "name": ["Ada Lindqvist", "Bodo Kern", "Clara Holm", "Dario Zell"],
            "company": ["Velora Pumps", "Kestar Foods", "Ambrix Labs", "Orbino Trading"],
            "title": ["Head of Operations", "Operations Manager", "Quality Specialist", "IT Specialist"],
            "industry": ["Manufacturing", "Wholesale", "Healthcare", "Education"],
            "n_employees": [900, 120, 60, 8],
            "source": ["Referral", "Website", "Paid search", "Bought list"],
            "created_at": pd.to_datetime(["2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"], utc=True),
            "n_web_visits": [14, 3, 2, 0],
            "n_positive_replies": [3, 0, 0, 0],
            "is_converted": [True, False, False, False],
        }
    )


def two_deals_with_history() -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Return two deals and their changes: one walked through every stage and was won, one slipped twice and is open.

    The first table has `id`, `name`, `created_at`, `deal_stage`, `amount`, `close_on`, `is_closed` and `is_won`. The
    second is a change table of the common schema for the fields `deal_stage`, `close_on` and `is_won`, whose
    `subject_id` is the `id` of the deal.

    Examples
    --------
    >>> deals, changes = two_deals_with_history()
    >>> changes.loc[changes["subject_id"] == 2, "field"].tolist()
    ['deal_stage', 'close_on', 'close_on']
    """
    import pandas as pd

    deals = pd.DataFrame(
        {
            "id": [1, 2],
            "name": ["Velora Pumps: Sensors", "Kestar Foods: Supplies"],
            "created_at": pd.to_datetime(["2025-09-01T08:00:00", "2025-10-06T09:30:00"], utc=True),
            "deal_stage": ["Closed won", "Proposal"],
            "amount": [48_000.0, 12_500.0],
            "close_on": pd.to_datetime(["2025-11-24", "2026-03-31"]).date,
            "is_closed": [True, False],
            "is_won": [True, False],
        }
    )
    rows = [
        (1, "deal_stage", "Qualification", "Proposal", "2025-09-22T10:00:00"),
        (1, "deal_stage", "Proposal", "Negotiation", "2025-10-20T14:00:00"),
        (1, "deal_stage", "Negotiation", "Closed won", "2025-11-24T15:30:00"),
        (1, "is_won", "false", "true", "2025-11-24T15:30:00"),
        (2, "deal_stage", "Qualification", "Proposal", "2025-11-03T11:00:00"),
        (2, "close_on", "2025-12-19", "2026-01-30", "2025-12-18T16:00:00"),
        (2, "close_on", "2026-01-30", "2026-03-31", "2026-01-29T09:00:00"),
    ]
    changes = pd.DataFrame(rows, columns=["subject_id", "field", "old", "new", "valid_from"])
    changes["valid_from"] = pd.to_datetime(changes["valid_from"], utc=True)
    changes.insert(0, "subject_kind", "opportunity")
    changes["recorded_at"] = changes["valid_from"]
    return deals, changes


def one_mail_scanned() -> "pd.DataFrame":
    """Return one mail and what followed: a scanner's four clicks within seconds, a person's open and click later.

    Columns: `external_id`, `kind`, `occurred_at` (UTC), `url`, `is_machine`.

    Examples
    --------
    >>> touchpoints = one_mail_scanned()
    >>> touchpoints.loc[touchpoints["kind"] == "email_click", "is_machine"].tolist()
    [True, True, True, True, False]
    """
    import pandas as pd

    rows = [
        ("touchpoint-1", "email", "2026-02-03T09:00:00", None, False),
        ("touchpoint-2", "email_click", "2026-02-03T09:00:04", "https://www.vigil-instruments.example/", True),
        ("touchpoint-3", "email_click", "2026-02-03T09:00:04", "https://www.vigil-instruments.example/prices", True),
        ("touchpoint-4", "email_click", "2026-02-03T09:00:05", "https://www.vigil-instruments.example/about", True),
        ("touchpoint-5", "email_click", "2026-02-03T09:00:05", "https://www.vigil-instruments.example/contact", True),
        ("touchpoint-6", "email_open", "2026-02-03T10:12:00", None, False),
        ("touchpoint-7", "email_click", "2026-02-03T10:13:10", "https://www.vigil-instruments.example/prices", False),
    ]
    touchpoints = pd.DataFrame(rows, columns=["external_id", "kind", "occurred_at", "url", "is_machine"])
    touchpoints["occurred_at"] = pd.to_datetime(touchpoints["occurred_at"], utc=True)
    return touchpoints
