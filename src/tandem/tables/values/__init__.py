"""Single values and whole columns: what text means, and how to write it back as it came."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tandem.tables.values.contact_details import domain_of, email_key, is_free_mail, normal_email, normal_phone
from tandem.tables.values.countries import country_code, country_name
from tandem.tables.values.flags import parse_flag
from tandem.tables.values.identifiers import SALESFORCE_PREFIXES, is_salesforce_id, salesforce_18
from tandem.tables.values.moments import parse_moment
from tandem.tables.values.numbers import currency_code, parse_number
from tandem.tables.values.person_names import PersonName, split_name
from tandem.tables.values.reading import AS_USUAL, Ambiguous, Choice, Reading

if TYPE_CHECKING:
    from tandem.tables.values.columns import (
        CellFault,
        ParsedColumn,
        arrow_type,
        decide_reading,
        parse_column,
        render_column,
    )

__all__ = [
    "AS_USUAL",
    "SALESFORCE_PREFIXES",
    "Ambiguous",
    "CellFault",
    "Choice",
    "ParsedColumn",
    "PersonName",
    "Reading",
    "arrow_type",
    "country_code",
    "country_name",
    "currency_code",
    "decide_reading",
    "domain_of",
    "email_key",
    "is_free_mail",
    "is_salesforce_id",
    "normal_email",
    "normal_phone",
    "parse_column",
    "parse_flag",
    "parse_moment",
    "parse_number",
    "render_column",
    "salesforce_18",
    "split_name",
]


def __getattr__(name: str) -> Any:
    # Whole columns need Arrow, which takes long to load; single values do not wait for it.
    if name in __all__:
        return getattr(import_module("tandem.tables.values.columns"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
