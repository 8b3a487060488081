"""The little language in which rules are written: what to say, and what it means.

A pattern such as ``(the|this)? <ordinal> <weekday> (of|in) <time>`` is words, groups with alternatives, and names of
other rules' results in angle brackets. A meaning such as ``nth(ordinal, weekday, time)`` calls one operation.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.language.time_expressions.tokens import tokenize

__all__ = ["Piece", "compile_meaning", "expand"]

_PIECE = re.compile(r"<(?:(\w+):)?(\w+)>|([()|?])|([^\s<>()|?]+)|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One step of a pattern: a word, or the result of other rules under a name.

    Attributes:
        word: the word that must stand there, or empty.
        result: the category of result that must stand there, or empty.
        name: by which the meaning refers to it.
        capitals: whether the word must be written in capitals.
    """

    word: str = ""
    result: str = ""
    name: str = ""
    capitals: bool = False


def expand(pattern: str) -> tuple[tuple[Piece, ...], ...]:
    """Return every way to say a pattern, as sequences without groups.

    Raises
    ------
    InputError
        The pattern cannot be read.

    Examples
    --------
    >>> ["/".join(piece.word or piece.result for piece in way) for way in expand("(the)? end (of|in) <time>")]
    ['the/end/of/time', 'the/end/in/time', 'end/of/time', 'end/in/time']
    """
    symbols = [match for match in _PIECE.finditer(pattern) if not match[0].isspace()]
    if "".join(match[0] for match in _PIECE.finditer(pattern)) != pattern:
        raise InputError(
            Fault("pattern", "must be words, groups in round brackets and names in angle brackets", pattern)
        )
    ways, at = _alternatives(symbols, 0, pattern)
    if at != len(symbols):
        raise InputError(Fault("pattern", "must close every group it opens", pattern))
    return tuple(dict.fromkeys(way for way in ways if way))


def _alternatives(symbols: list[re.Match[str]], at: int, pattern: str) -> tuple[list[tuple[Piece, ...]], int]:
    ways: list[tuple[Piece, ...]] = []
    current: list[list[tuple[Piece, ...]]] = []
    while at < len(symbols) and symbols[at][0] != ")":
        mark = symbols[at][0]
        if mark == "|":
            ways += _join(current)
            current = []
            at += 1
            continue
        if mark == "(":
            inner, at = _alternatives(symbols, at + 1, pattern)
            if at >= len(symbols):
                raise InputError(Fault("pattern", "must close every group it opens", pattern))
        else:
            inner = [_pieces(symbols[at])]
        at += 1
        if at < len(symbols) and symbols[at][0] == "?":
            inner = [*inner, ()]
            at += 1
        current.append(inner)
    return ways + _join(current), at


def _join(parts: list[list[tuple[Piece, ...]]]) -> list[tuple[Piece, ...]]:
    return [tuple(piece for part in way for piece in part) for way in product(*parts)]


def _pieces(match: re.Match[str]) -> tuple[Piece, ...]:
    name, result, _, word = match.groups()
    if result:
        return (Piece(result=result, name=name or result),)
    capitals = len(word) > 1 and word.isupper()
    return tuple(Piece(word=token.text, capitals=capitals) for token in tokenize(word))


Operation = Callable[..., Any]


def compile_meaning(text: str, operations: Mapping[str, Operation]) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Return a function of (setting, named results) for a meaning text.

    Raises
    ------
    InputError
        The text is not one call, or it names an operation that there is not.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise InputError(Fault("meaning", "must be a call such as nth(ordinal, weekday, time)", text)) from error
    return _compile(tree, operations, text)


Build = Callable[[Any, Mapping[str, Any]], Any]


def _constant(value: object) -> Build:
    def build(_setting: Any, _named: Mapping[str, Any]) -> object:
        return value

    return build


def _named(key: str) -> Build:
    def build(_setting: Any, named: Mapping[str, Any]) -> Any:
        return named[key]

    return build


def _compile(node: ast.expr, operations: Mapping[str, Operation], text: str) -> Callable[[Any, Mapping[str, Any]], Any]:
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return _constant(ast.literal_eval(node))
    if isinstance(node, ast.Name):
        return _named(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in operations:
        operation = operations[node.func.id]
        arguments = [_compile(argument, operations, text) for argument in node.args]

        def call(setting: Any, named: Mapping[str, Any]) -> Any:
            values = [argument(setting, named) for argument in arguments]
            return None if any(value is None for value in values) else operation(setting, *values)

        return call
    raise InputError(Fault("meaning", f"must call operations among {sorted(operations)}", text))
