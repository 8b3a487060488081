"""A language's words and rules, read from its folder and laid out for the chart."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.language.time_expressions.data_file import read_table
from tandem.language.time_expressions.meaning import OPERATIONS
from tandem.language.time_expressions.pattern import Piece, compile_meaning, expand
from tandem.language.time_expressions.tokens import tokenize

__all__ = ["Grammar", "Node", "Rule", "anchor_rule", "load_grammar"]


_WORD_SETS = (
    "doubtful",
    "before_doubtful",
    "after_loose",
    "fillers",
    "doubtful_with_article",
    "doubtful_unless_capital",
    "never",
)


@dataclass(frozen=True)
class Rule:
    r"""One rule of a language.

    Attributes:
        name: unique in its language.
        gives: category of its result.
        say: patterns, as written; empty for a rule with `match`.
        match: a regular expression for figures ("(\d+):(\d\d)"), instead of patterns; its groups are the arguments.
        means: the meaning, as written.
        weight: added to the score of what it makes; above 0 prefers it, below 0 makes it a last resort.
        not_after: words after which it does not count: "the last six weeks" but not "to last six weeks".
        examples: phrase and expected value, which are its tests.
        build: the compiled meaning.
    """

    name: str
    gives: str
    say: tuple[str, ...]
    match: str
    means: str
    weight: float
    not_after: frozenset[str]
    examples: tuple[tuple[str, str], ...]
    build: Callable[[Any, Mapping[str, Any]], Any] = field(repr=False, compare=False)


@dataclass
class Node:
    """A place in the tree of all patterns: the words and results that may follow, and the rules that end here."""

    words: dict[str, "Node"] = field(default_factory=dict)
    capitals: dict[str, "Node"] = field(default_factory=dict)
    results: dict[str, "Node"] = field(default_factory=dict)
    ends: list[tuple[Rule, tuple[str, ...]]] = field(default_factory=list)

    def add(self, way: tuple[Piece, ...], rule: Rule) -> None:
        """Grow the branch for one way of saying a rule."""
        node = self
        for piece in way:
            if piece.result:
                node = node.results.setdefault(piece.result, Node())
            else:
                node = (node.capitals if piece.capitals else node.words).setdefault(piece.word, Node())
        node.ends.append((rule, tuple(piece.name for piece in way)))


@dataclass(frozen=True)
class Grammar:
    """A language, ready for use.

    Attributes:
        language: its code.
        rules: all rules, in the order of their files.
        root: the tree of all patterns.
        matches: the rules for figures, compiled.
        doubtful: words that are times only where something speaks for it ("may", "sat").
        before_doubtful: words after which a doubtful word is one ("on", "in", "last").
        fillers: articles, which speak against a doubtful word ("in the sun")...
        doubtful_with_article: ...except against these ("in the fall").
        doubtful_unless_capital: doubtful words that are times where they have a capital inside a sentence ("Wed").
        never: phrases that are never a time ("this may").
        not_after: by rule, the words after which it does not count.
        compounds: words written as one that are read as two, or `None`.
        after_loose: words that may follow a loose expression ("at 3 works" but not "at 3 stores").
    """

    language: str
    rules: tuple[Rule, ...]
    root: Node
    matches: tuple[tuple[re.Pattern[str], Rule], ...]
    doubtful: frozenset[str]
    before_doubtful: frozenset[str]
    after_loose: frozenset[str]
    fillers: frozenset[str]
    doubtful_with_article: frozenset[str]
    doubtful_unless_capital: frozenset[str]
    never: frozenset[str]
    not_after: Mapping[str, frozenset[str]]
    compounds: re.Pattern[str] | None = None


def _examples(entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(phrase), str(value)) for phrase, value in (entry.get("examples") or {}).items())


def _rule(entry: Mapping[str, Any], where: str) -> Rule:
    missing = {"rule", "gives", "means"} - entry.keys()
    if missing or ("say" in entry) == ("match" in entry):
        must = "needs 'rule', 'gives', 'means' and either 'say' or 'match'"
        raise InputError(Fault(where, must, str(dict(entry))[:120]))
    say = entry.get("say", ())
    return Rule(
        name=entry["rule"],
        gives=entry["gives"],
        say=(say,) if isinstance(say, str) else tuple(say),
        match=entry.get("match", ""),
        means=entry["means"],
        weight=float(entry.get("weight", 0.0)),
        not_after=frozenset(entry.get("not_after", ())),
        examples=_examples(entry),
        build=compile_meaning(entry["means"], OPERATIONS),
    )


def _word_rules(categories: Mapping[str, Mapping[Any, list[str]]]) -> list[tuple[Rule, list[tuple[Piece, ...]]]]:
    """Turn the word lists into rules: each word or phrase stands for one value."""
    made = []
    for category, values in categories.items():
        for value, phrases in values.items():
            means = f"{category}_word({value!r})"
            rule = Rule(
                f"{category} {value}",
                category,
                tuple(phrases),
                "",
                means,
                0.0,
                frozenset(),
                (),
                _word_builder(category, value),
            )
            ways = [tuple(Piece(word=token.text) for token in tokenize(str(phrase))) for phrase in phrases]
            made.append((rule, ways))
    return made


def _word_builder(category: str, value: Any) -> Callable[[Any, Mapping[str, Any]], Any]:
    operation = OPERATIONS.get(f"{category}_word")

    def build(setting: Any, _: Mapping[str, Any]) -> Any:
        return value if operation is None else operation(setting, value)

    return build


def anchor_rule(name: str) -> Rule:
    """Return the rule by which one of an account's own dates is known under its name."""
    build = _word_builder("anchor", name)
    return Rule(f"anchor {name}", "anchor", (name,), "", f"anchor_word({name!r})", 0.0, frozenset(), (), build)


@lru_cache(maxsize=8)
def load_grammar(language: str) -> Grammar:
    """Return the grammar of a language, read once.

    Raises
    ------
    InputError
        There is no folder for the language, or a rule in it cannot be read.
    """
    languages = files(__package__).joinpath("languages")
    known = sorted(folder.name for folder in languages.iterdir() if folder.joinpath("words.yaml").is_file())
    if language not in known:
        raise InputError(Fault("language", f"must be one of {known}", language, "See docs/how-to/add-a-language.md."))
    folder = languages.joinpath(language)
    words = read_table(folder.joinpath("words.yaml"))
    holidays = read_table(folder.joinpath("holidays.yaml"))
    root, rules, matches = Node(), [], []
    for word_rule, ways in _word_rules({**words["words"], "holiday": holidays}):
        for way in ways:
            root.add(way, word_rule)
    for file in sorted(folder.joinpath("rules").iterdir(), key=lambda file: file.name):
        for entry in read_table(file):
            rule = _rule(entry, f"{language}/{file.name}")
            rules.append(rule)
            if rule.match:
                matches.append((re.compile(rule.match, re.IGNORECASE), rule))
            for way in (way for pattern in rule.say for way in expand(pattern)):
                root.add(way, rule)
    _refuse_doubles(rules, language)
    sets = {key: frozenset(words.get(key, ())) for key in _WORD_SETS}
    compounds = re.compile(words["compounds"], re.IGNORECASE) if "compounds" in words else None
    not_after = {rule.name: rule.not_after for rule in rules if rule.not_after}
    return Grammar(language, tuple(rules), root, tuple(matches), not_after=not_after, compounds=compounds, **sets)


def _refuse_doubles(rules: list[Rule], language: str) -> None:
    names = [rule.name for rule in rules]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise InputError(Fault(f"rules of '{language}'", "must each have a name of their own", ", ".join(doubles)))
