"""Reading a text for everything it names, each piece once."""

from tandem.language.spans.contacts import find_emails, find_phones, find_urls
from tandem.language.spans.names import KnownNames, find_companies, find_known, find_people, find_roles
from tandem.language.spans.quantities import find_money, find_percentages, find_quantities
from tandem.language.spans.span import Span

__all__ = ["read_spans"]


def read_spans(
    text: str, *, known: KnownNames | None = None, region: str = "", least_confidence: float = 0.5
) -> list[Span]:
    """Return people, roles, companies, products, contact details, money, quantities and percentages of a text.

    Where two readings overlap, the earlier kind of this order wins: known names, addresses, money, percentages, phones,
    quantities, companies, people, roles.

    Parameters
    ----------
    text
        Any text; the patterns for names and roles are English.
    known
        Names from the records.
    region
        Two-letter code of the country for phone numbers without a country code.
    least_confidence
        Spans below it are left out, in [0, 1].

    Returns
    -------
    list of Span
        In the order of the text, without overlaps.

    Examples
    --------
    >>> text = "Dear Ms. Okafor, 40 seats at EUR 1,200 less 5% - write to sales@aster.example.com"
    >>> [(span.kind.value, span.value) for span in read_spans(text)][:4]
    [('person', 'Okafor'), ('quantity', '40'), ('money', '1200'), ('percentage', '5')]
    """
    found: list[Span] = []
    for spans in (
        find_known(text, known or KnownNames()),
        find_emails(text),
        find_urls(text),
        find_money(text),
        find_percentages(text),
        find_phones(text, region),
        find_quantities(text),
        find_companies(text),
        find_people(text),
        find_roles(text),
    ):
        for span in spans:
            overlaps = any(span.first < other.last and other.first < span.last for other in found)
            if span.confidence >= least_confidence and not overlaps:
                found.append(span)
    return sorted(found, key=lambda span: span.first)
