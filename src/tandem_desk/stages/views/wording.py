"""Stored texts in people's words: what a field is called, what a value in the history says, what a verdict means."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import ColumnType, field_label
from tandem.tables.values.countries import country_name
from tandem_desk.records.selectors.canonical import typed_value
from tandem_desk.records.selectors.kinds import kind_of_table, table_of
from tandem_desk.records.selectors.related import records_of
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.selectors.people import member_names
from tandem_desk.workspace.templatetags.tandem import absolute_words, count, day, money, percent

__all__ = ["VERDICTS", "HistoryWords", "Verdict", "country_words", "label_of", "verdict_of"]


class Verdict(NamedTuple):
    """What a model card's verdict means: in a few words, whether it is good, there is data enough, and it abstains."""

    words: str
    is_good: bool = False
    has_data: bool = True
    abstains: bool = False


VERDICTS = {
    "model": Verdict("beats its baselines", is_good=True),
    "rule": Verdict("a rule: not surely better than its baselines"),
    "too few outcomes to judge": Verdict("too few outcomes to judge it", has_data=False),
    "prior alone": Verdict("abstains: no outcome is known yet", has_data=False, abstains=True),
    "one outcome only": Verdict("abstains: all known outcomes are alike", has_data=False, abstains=True),
    "no signal found": Verdict("abstains: no column tells leads apart", abstains=True),
}


def verdict_of(card: dict[str, Any]) -> Verdict:
    """Return what a card's verdict means; an unknown one speaks for itself and is not called good."""
    name = str(card.get("verdict", ""))
    return VERDICTS.get(name, Verdict(name))


def label_of(kind: SubjectKind | str, field: str) -> str:
    """Return what people call a field of a kind of record, custom fields by their own header."""
    return field_label(table_of(kind).name, field)


def country_words(text: str) -> str:
    """Return a country's name for its code; a text that is no code stays as it is."""
    try:
        return country_name(text)
    except KeyError:
        return text


class HistoryWords:
    """Puts the canonical texts of many changes into words; what they refer to is looked up once for all.

    Parameters
    ----------
    kind
        Of the records the changes are of.
    told
        Pairs of field and text, all that will be asked for.
    member
        Who looks: the names of records they may not see stay out.
    currency
        Of the records' amounts.
    """

    def __init__(
        self, kind: SubjectKind | str, told: Iterable[tuple[str, str | None]], member: Member, currency: str = ""
    ) -> None:
        self._columns = {column.name: column for column in table_of(kind).columns}
        self._currency = currency
        wanted: dict[str, set[int]] = defaultdict(set)
        for field, text in told:
            target = self._target(field)
            if target and text and text.isdigit():
                wanted[target].add(int(text))
        pairs = {(str(kind_of_table(name)), pk) for name, ids in wanted.items() if name not in _OURS for pk in ids}
        found = records_of(pairs=pairs, member=member) if pairs else {}
        self._names = {(name, pk): str(one) for (name, pk), one in found.items()}
        for name in _OURS & wanted.keys():
            self._names |= {(name, pk): words for pk, words in member_names(member=member, of=name).items()}

    def _target(self, field: str) -> str:
        if field in _OURS:
            return field
        return self._columns[field].refers_to if field in self._columns else ""

    def words(self, field: str, text: str | None) -> str | None:
        """Return a field's text in words; `None` where it is empty."""
        if text is None or text == "":
            return None
        if target := self._target(field):
            name = target if target in _OURS else str(kind_of_table(target))
            return self._names.get((name, int(text)), "one you do not see") if text.isdigit() else text
        if field == "deleted_at":
            return "removed"
        column = self._columns.get(field)
        try:
            return self._typed(typed_value(text, column.type), column.type) if column is not None else text
        except ValueError:
            return text

    def _typed(self, value: Any, kind: ColumnType) -> str:
        if kind is ColumnType.AMOUNT:
            return money(value, self._currency)
        if kind is ColumnType.MOMENT:
            return absolute_words(value)
        if kind is ColumnType.FLAG:
            return "yes" if value else "no"
        return _WRITERS.get(kind, str)(value)


_WRITERS: dict[ColumnType, Callable[[Any], str]] = {
    ColumnType.SHARE: percent,
    ColumnType.DATE: day,
    ColumnType.INTEGER: count,
    ColumnType.COUNTRY: country_words,
}
# Fields that point at the workspace's own people rather than at records.
_OURS = {"owner", "team"}
