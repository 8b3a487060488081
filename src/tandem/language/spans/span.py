"""A span: a piece of a text that names something, with what it stands for."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Span", "SpanKind"]


class SpanKind(StrEnum):
    """What a span names."""

    PERSON = "person"
    ROLE = "role"
    COMPANY = "company"
    PRODUCT = "product"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    MONEY = "money"
    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    NUMBER = "number"


@dataclass(frozen=True)
class Span:
    """One thing found in a text.

    Attributes:
        kind: what it names.
        text: the characters, as written.
        first: offset of the first character in the text.
        last: offset after the last character.
        value: normal form: a decimal number as text, E.164 for a phone, lower case for an e-mail address, a full
            address for a URL, the known name for a person, company or product; empty for a unit without a number.
        unit: of money (ISO 4217 code, or a name such as "dollar" where the country is not said) and of quantities.
        confidence: estimate in [0, 1] that the span is there and is what `kind` says; set by rule, not measured.
    """

    kind: SpanKind
    text: str
    first: int
    last: int
    value: str
    unit: str = ""
    confidence: float = 1.0
