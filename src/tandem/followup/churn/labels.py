"""What the columns of contracts are called, and where their values come from."""

from tandem.followup.churn.columns import TENURE
from tandem.tables.schema import Fact, field_label
from tandem.tables.values.countries import country_name

__all__ = ["WORDS", "fact_of", "fact_text"]

_OWN = {
    TENURE: Fact("Months as a customer", field="starts_on"),
    "line": Fact("What is contracted", field="name"),
    "months_to_renewal": Fact("Months to the renewal", field="ends_on"),
    "n_tickets_180d": Fact("Tickets in the last half year", touchpoints="ticket"),
    "n_orders_180d": Fact("Orders in the last half year"),
    "industry": Fact("The account's industry"),
    "country": Fact("The account's country"),
    "n_employees": Fact("The account's number of employees"),
}

# What claims call the columns of contracts.
WORDS = {name: fact.label for name, fact in _OWN.items()} | {"amount_per_year": "Yearly amount"}


def fact_of(column: str) -> Fact:
    """Return what a column of :meth:`ContractHistory.facts_at` is called and where it comes from.

    Examples
    --------
    >>> fact_of("amount_per_year").label, fact_of("tenure_months").field
    ('Yearly amount', 'starts_on')
    """
    return _OWN.get(column) or Fact(field_label("contracts", column), field=column)


def fact_text(column: str, cell: str) -> str:
    """Return a cell of those facts as people write it; what is no figure and no country stays as it is.

    Examples
    --------
    >>> fact_text("amount_per_year", "12480.0"), fact_text("country", "GB"), fact_text("line", "Sensors")
    ('12,480', 'United Kingdom', 'Sensors')
    """
    if column == "country":
        try:
            return country_name(cell)
        except KeyError:
            return cell
    try:
        figure = float(cell)
    except ValueError:
        return cell
    return f"{figure:,.0f}" if abs(figure) >= 100 or figure.is_integer() else f"{figure:.3g}"
