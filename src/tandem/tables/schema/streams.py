"""Tables of streams and links: touchpoints, changes, campaign members, buying roles; rows are added, not edited."""

from tandem.tables.schema.columns import Column, Table
from tandem.tables.schema.columns import ColumnType as T

__all__ = ["STREAM_TABLES"]

STREAM_TABLES = (
    Table(
        "touchpoints",
        None,
        "Touchpoints",
        (
            Column("external_id", T.TEXT, "Activity ID"),
            Column("source_system", T.CATEGORY, "Source system"),
            Column("kind", T.CATEGORY, "Kind"),
            Column("direction", T.CATEGORY, "Direction"),
            Column("occurred_at", T.MOMENT, "When"),
            Column("recorded_at", T.MOMENT, "Recorded"),
            Column("duration_seconds", T.NUMBER, "Duration (s)"),
            Column("account", T.REFERENCE, "Account", "accounts"),
            Column("contact", T.REFERENCE, "Contact", "contacts"),
            Column("lead", T.REFERENCE, "Lead", "leads"),
            Column("opportunity", T.REFERENCE, "Deal", "opportunities"),
            Column("campaign", T.REFERENCE, "Campaign", "campaigns"),
            Column("channel", T.CATEGORY, "Channel"),
            Column("subject", T.TEXT, "Subject"),
            Column("body", T.LONG_TEXT, "Text"),
            Column("url", T.URL, "Address"),
            Column("status", T.CATEGORY, "Status"),
            Column("human_probability", T.SHARE, "Made by a person"),
            Column("owner_name", T.TEXT, "Owner"),
        ),
        ("external_id",),
    ),
    Table(
        "changes",
        None,
        "Changes",
        (
            Column("subject_kind", T.CATEGORY, "Record kind"),
            Column("subject_id", T.INTEGER, "Record"),
            Column("field", T.TEXT, "Field"),
            Column("old", T.LONG_TEXT, "Old value"),
            Column("new", T.LONG_TEXT, "New value"),
            Column("valid_from", T.MOMENT, "Valid from"),
            Column("recorded_at", T.MOMENT, "Recorded"),
            Column("source", T.TEXT, "Source"),
            Column("actor", T.TEXT, "Actor"),
            Column("reconstructed", T.FLAG, "Reconstructed"),
        ),
        (),
    ),
    Table(
        "campaign_members",
        None,
        "Campaign members",
        (
            Column("external_id", T.TEXT, "Record ID"),
            Column("campaign", T.REFERENCE, "Campaign", "campaigns"),
            Column("lead", T.REFERENCE, "Lead", "leads"),
            Column("contact", T.REFERENCE, "Contact", "contacts"),
            Column("status", T.CATEGORY, "Status"),
            Column("has_responded", T.FLAG, "Responded"),
            Column("first_responded_on", T.DATE, "First responded on"),
            Column("created_at", T.MOMENT, "Created"),
        ),
        ("external_id",),
    ),
    Table(
        "buying_roles",
        None,
        "Buying roles",
        (
            Column("external_id", T.TEXT, "Record ID"),
            Column("opportunity", T.REFERENCE, "Deal", "opportunities"),
            Column("contact", T.REFERENCE, "Contact", "contacts"),
            Column("role", T.CATEGORY, "Role"),
            Column("is_primary", T.FLAG, "Primary"),
        ),
        ("external_id",),
    ),
)
