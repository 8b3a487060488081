"""The dialects an export can be written in, and the batches every one of them is written by."""

from tandem.tables.dialects import Spelling

__all__ = ["AS_IMPORTED", "BATCH_ROWS", "DIALECTS", "MOMENTS", "SPELLINGS"]

AS_IMPORTED = "as imported"
SPELLINGS: dict[str, tuple[str, Spelling]] = {
    "salesforce": ("salesforce", Spelling.API),
    "salesforce upper": ("salesforce", Spelling.UPPER),
    "salesforce label": ("salesforce", Spelling.LABEL),
    "warehouse": ("salesforce", Spelling.SNAKE),
    "hubspot": ("hubspot", Spelling.LABEL),
    "hubspot internal": ("hubspot", Spelling.API),
    "frappe": ("frappe", Spelling.API),
    "espocrm": ("espocrm", Spelling.API),
    "odoo": ("odoo", Spelling.API),
    "twenty": ("twenty", Spelling.API),
    "tandem": ("generic", Spelling.API),
}
DIALECTS = (AS_IMPORTED, *SPELLINGS)
# How each system writes a moment; where it says no zone, it is the workspace's own, as imports read it.
MOMENTS = {
    "salesforce": "%Y-%m-%dT%H:%M:%S.%3f%z",
    "hubspot": "%Y-%m-%d %H:%M",
    "generic": "%Y-%m-%dT%H:%M:%S.%f%:z",
}
BATCH_ROWS = 5_000
