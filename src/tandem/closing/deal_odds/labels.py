"""What the columns of deal odds are called, and where their values come from."""

from tandem.closing.deal_odds.columns import AGE, STAGE_AGE, TO_CLOSE
from tandem.tables.schema import Fact, field_label
from tandem.tables.values.countries import country_name

__all__ = ["fact_of", "fact_text"]

_OWN = {
    AGE: Fact("Age of the deal in weeks", field="created_at"),
    STAGE_AGE: Fact("Weeks in this stage", field="deal_stage"),
    TO_CLOSE: Fact("Weeks to the stated close date", field="close_on"),
    "n_pushes": Fact("Times the close date was pushed", field="close_on"),
    "n_won_before": Fact("Deals won with this account before"),
    "n_lost_before": Fact("Deals not won with this account before"),
    "discount_share": Fact("Discount of the latest quote"),
    "n_touches_28d": Fact("Contacts in the last four weeks"),
    "days_since_touch": Fact("Days since the last contact"),
    "industry": Fact("The account's industry"),
    "country": Fact("The account's country"),
    "n_employees": Fact("The account's number of employees"),
}


def fact_of(column: str) -> Fact:
    """Return what a column of :meth:`DealHistory.facts_at` is called and where it comes from.

    Examples
    --------
    >>> fact_of("deal_stage").label, fact_of("n_pushes").field
    ('Deal stage', 'close_on')
    """
    return _OWN.get(column) or Fact(field_label("opportunities", column), field=column)


def fact_text(column: str, cell: str) -> str:
    """Return a cell of those facts as people write it; what is no figure and no country stays as it is.

    Examples
    --------
    >>> fact_text("discount_share", "0.125"), fact_text("n_employees", "4200.0"), fact_text("country", "GB")
    ('12.5%', '4,200', 'United Kingdom')
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
    if column == "discount_share":
        return f"{100 * figure:.3g}%"
    return f"{figure:,.0f}" if abs(figure) >= 100 or figure.is_integer() else f"{figure:.3g}"
