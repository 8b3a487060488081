"""The chart: every result every rule can make of a run of tokens, from right to left."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tandem.language.time_expressions.grammar import Grammar, Node, Rule, anchor_rule
from tandem.language.time_expressions.setting import Setting
from tandem.language.time_expressions.tokens import Token, tokenize

__all__ = ["Edge", "fill_chart"]

# What one more rule costs: a reading in few steps is preferred to one pieced together.
_STEP_COST = 0.1


@dataclass(frozen=True, slots=True)
class Edge:
    """One result over tokens `start` to `end`.

    Attributes:
        category: what kind of result it is.
        start, end: positions of its first token and after its last.
        value: the result.
        score: higher is preferred among results of one category over the same tokens.
        rules: the rules that made it, in the order applied.
    """

    category: str
    start: int
    end: int
    value: Any
    score: float
    rules: tuple[str, ...]


# In tokens. Longer ones are lists or noise, and the work grows with the cube of this.
_LONGEST = 30

Row = dict[str, dict[int, Edge]]


class _Filler:
    def __init__(self, text: str, tokens: tuple[Token, ...], grammar: Grammar, setting: Setting) -> None:
        self.text, self.tokens, self.grammar, self.setting = text, tokens, grammar, setting
        self.rows: list[Row] = [{} for _ in range(len(tokens) + 1)]
        self.at_offset = {token.last: index + 1 for index, token in enumerate(tokens)}
        self.agenda: list[Edge] = []
        self.anchors = [(anchor_rule(name), tuple(t.text for t in tokenize(name))) for name in setting.anchors]

    def fill(self) -> list[Row]:
        for start in range(len(self.tokens) - 1, -1, -1):
            self._match_figures(start)
            self._match_anchors(start)
            token, root = self.tokens[start], self.grammar.root
            self._follow_word(root, token, start, start + 1, ())
            while self.agenda:
                edge = self.agenda.pop()
                if self.rows[start][edge.category][edge.end] is edge and (node := root.results.get(edge.category)):
                    self._advance(node, start, edge.end, (edge,))
        return self.rows

    def _match_figures(self, start: int) -> None:
        token = self.tokens[start]
        if token.shape != "number":
            return
        for pattern, rule in self.grammar.matches:
            match = pattern.match(self.text, token.first)
            if match and (end := self.at_offset.get(match.end())):
                self._emit(rule, start, end, match.groupdict(default=""), ())

    def _match_anchors(self, start: int) -> None:
        """An account's own dates are known by the names they were given under, whatever the language."""
        for rule, words in self.anchors:
            if all(
                token.text == word for token, word in zip(self.tokens[start : start + len(words)], words, strict=False)
            ):
                end = start + len(words)
                if end <= len(self.tokens):
                    self._emit(rule, start, end, {}, ())

    def _follow_word(self, node: Node, token: Token, start: int, end: int, taken: tuple[Edge | None, ...]) -> None:
        if child := node.words.get(token.text):
            self._advance(child, start, end, (*taken, None))
        if token.shape == "upper" and (child := node.capitals.get(token.text)):
            self._advance(child, start, end, (*taken, None))

    def _advance(self, node: Node, start: int, at: int, taken: tuple[Edge | None, ...]) -> None:
        for rule, names in node.ends:
            named = {name: edge.value for name, edge in zip(names, taken, strict=True) if edge is not None}
            self._emit(rule, start, at, named, tuple(edge for edge in taken if edge is not None))
        if at == len(self.tokens) or at - start >= _LONGEST:
            return
        self._follow_word(node, self.tokens[at], start, at + 1, taken)
        if node.results and (row := self.rows[at]):
            for category, child in node.results.items():
                for end, edge in row.get(category, {}).items():
                    self._advance(child, start, end, (*taken, edge))

    def _emit(self, rule: Rule, start: int, end: int, named: dict[str, Any], parts: tuple[Edge, ...]) -> None:
        score = rule.weight - _STEP_COST + sum(part.score for part in parts)
        cell = self.rows[start].setdefault(rule.gives, {})
        standing = cell.get(end)
        if standing is not None and standing.score >= score:
            return
        value = rule.build(self.setting, named)
        if value is None:
            return
        made = (*(name for part in parts for name in part.rules), rule.name)
        edge = Edge(rule.gives, start, end, value, score, made)
        cell[end] = edge
        self.agenda.append(edge)


def fill_chart(text: str, tokens: tuple[Token, ...], grammar: Grammar, setting: Setting) -> Iterator[Edge]:
    """Yield every result over every run of tokens."""
    for row in _Filler(text, tokens, grammar, setting).fill():
        for cell in row.values():
            yield from cell.values()
