"""Single values and whole columns: what text means, and how to write it back as it came."""

from tandem.tables.values.columns import (
    CellFault,
    ParsedColumn,
    arrow_type,
    decide_reading,
    parse_column,
    render_column,
)
from tandem.tables.values.contact_details import domain_of, email_key, is_free_mail, normal_email, normal_phone
from tandem.tables.values.countries import country_code, country_name
from tandem.tables.values.flags import parse_flag
from tandem.tables.values.identifiers import SALESFORCE_PREFIXES, is_salesforce_id, salesforce_18
from tandem.tables.values.moments import parse_moment
from tandem.tables.values.numbers import currency_code, parse_number
from tandem.tables.values.person_names import PersonName, split_name
from tandem.tables.values.reading import AS_USUAL, Ambiguous, Choice, Reading

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
