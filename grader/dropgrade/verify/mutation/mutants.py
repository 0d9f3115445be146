"""First-order mutants of a program: each has one small change."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dropgrade.verify.mutation.program_text import Edit, ProgramText, means, parse

COMPARISONS = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "is": ("is not",),
    "is not": ("is",),
    "in": ("not in",),
    "not in": ("in",),
}
OPERATORS = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "*", "**": "*", "@": "*"}
OPERATORS |= {"&": "|", "|": "&", "^": "&", "and": "or", "or": "and"}
SIGNS: dict[type[ast.unaryop], str] = {ast.USub: "-", ast.Invert: "~", ast.Not: "not"}
NO_CODE = {"annotation", "returns", "decorator_list", "type_params"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A whole program with one change: its line, and the affected lines before and after."""

    line: int
    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True)
class _Change:
    """A node and its replacement, with ways to write it; the first one that parses as intended is used."""

    place: int
    old: ast.AST
    new: ast.AST
    ways: tuple[list[Edit], ...]


def mutants_of(source: str) -> list[Mutant]:
    """Return the first-order mutants of a program in the order of their places, all with distinct trees."""
    tree, text = parse(source), ProgramText(source)
    changes = sorted((c for node in _nodes(tree) for c in _changes(node, text)), key=lambda change: change.place)
    found: dict[str, Mutant | None] = {ast.dump(tree): None}
    for change in changes:
        meaning = ast.dump(_replaced(tree, change.old, change.new))
        if meaning not in found:
            found[meaning] = _written(change, meaning, text)
    return [mutant for mutant in found.values() if mutant]


def _written(change: _Change, meaning: str, text: ProgramText) -> Mutant | None:
    """Return the mutant for a change, written in the first way that parses as intended, or None."""
    edits = next((way for way in change.ways if means(text.edited(way), meaning)), None)
    return None if edits is None else Mutant(text.line(change.place), *text.touched(edits), text.edited(edits))


def _expression(text: str) -> Any:  # noqa: ANN401  # its class is that of what the text says
    return ast.parse(text, mode="eval").body


def _replaced(node: Any, old: ast.AST, new: ast.AST) -> Any:  # noqa: ANN401  # a field holds nodes, lists and values
    """Return a copy of a tree with one node replaced."""
    if node is old:
        return new
    if isinstance(node, list):
        return [_replaced(each, old, new) for each in node]
    if isinstance(node, ast.AST):
        return _with(node, **{name: _replaced(value, old, new) for name, value in ast.iter_fields(node)})
    return node


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node with other fields."""
    return type(node)(**dict(ast.iter_fields(node)) | fields)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that may be changed, each before those inside it."""
    if _is_left_alone(node):
        return
    yield node
    if _int_of(node) is not None or _is_axis(node):  # a signed number is one unit, and so is an axis
        return
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if name not in NO_CODE and isinstance(child, ast.AST):
                yield from _nodes(child)


def _is_left_alone(node: ast.AST) -> bool:
    """Whether a suite cannot judge a node: f-strings, raised exceptions, and names such as `__all__`."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(t, ast.Name) and t.id.startswith("__") and t.id.endswith("__") for t in targets)
    return isinstance(node, ast.JoinedStr | ast.Raise)


def _is_axis(node: ast.AST) -> bool:
    """Whether a node is a keyword argument such as `axis=0` or `axis=(0, 1)`."""
    if not isinstance(node, ast.keyword) or node.arg != "axis":
        return False
    return isinstance(node.value, ast.Tuple) or _int_of(node.value) is not None


def _int_of(node: ast.AST) -> int | None:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if type(value) is int:
            return -value
        case ast.Constant(value=value) if type(value) is int:  # neither True nor False
            return value
    return None


def _changes(node: ast.AST, text: ProgramText) -> Iterator[_Change]:
    """Yield the changes of a node itself."""
    match node:
        case ast.Compare():
            yield from _of_comparison(node, text)
        case ast.BinOp():
            yield from _of_operators(node, [node.left, node.right], text)
        case ast.AugAssign():
            yield from _of_operators(node, [node.target, node.value], text)
        case ast.BoolOp():
            yield from _of_operators(node, node.values, text)
        case ast.UnaryOp() | ast.Constant():
            yield from _of_sign_and_value(node, text)
        case ast.IfExp():
            yield _of_branches(node, text)
        case ast.If():
            yield from _of_condition(node.test, text)
        case ast.Call():
            yield from _of_keywords(node, text)


def _of_comparison(node: ast.Compare, text: ProgramText) -> Iterator[_Change]:
    for i, sides in enumerate(pairwise([node.left, *node.comparators])):
        start, end, operator = text.operator(*sides)
        for other in COMPARISONS[operator]:
            ops = [*node.ops[:i], _expression(f"a {other} b").ops[0], *node.ops[i + 1 :]]
            yield _Change(start, node, _with(node, ops=ops), ([(start, end, other)],))


def _of_operators(
    node: ast.BinOp | ast.AugAssign | ast.BoolOp, sides: list[ast.expr], text: ProgramText
) -> Iterator[_Change]:
    """Replace an operator at all places of a node: `a and b and c` is a single node."""
    places = [text.operator(*pair) for pair in pairwise(sides)]
    mark = "=" if isinstance(node, ast.AugAssign) else ""
    other = OPERATORS.get(places[0][2].removesuffix(mark))
    if other:
        edits = [(start, end, other + mark) for start, end, _ in places]
        new = _with(node, op=_expression(f"a {other} b").op)
        yield _Change(places[0][0], node, new, text.ways(node, edits, sides))


def _of_sign_and_value(node: ast.UnaryOp | ast.Constant, text: ProgramText) -> Iterator[_Change]:
    if isinstance(node, ast.UnaryOp) and (sign := SIGNS.get(type(node.op))):
        start = text.start(node)
        edits = [(start, text.past_blanks(start + len(sign)), "")]
        yield _Change(start, node, node.operand, text.ways(node, edits, []))
    for other in _other_values(node):
        yield _rewritten(node, other, text)


def _other_values(node: ast.expr) -> list[str]:
    number = _int_of(node)
    if number is not None:
        return [str(number + 1), str(number - 1)] if number else ["1"]
    match node:
        case ast.Constant(value=bool(value)):
            return [str(not value)]
        case ast.Constant(value=float(value)) if math.isfinite(2 * value):
            return [str(2 * value or 1.0)]
    return []


def _rewritten(node: ast.expr, other: str, text: ProgramText) -> _Change:
    """Return the change that replaces an expression."""
    start, end = text.start(node), text.end(node)
    return _Change(start, node, _expression(other), text.ways(node, [(start, end, other)], []))


def _of_branches(node: ast.IfExp, text: ProgramText) -> _Change:
    """Swap the branches of a conditional expression, keeping their parentheses."""
    start = text.start(node)
    body = text.within(start, text.operator(node.body, node.test)[0])
    orelse = text.within(text.operator(node.test, node.orelse)[1], text.end(node))
    spans = [(tokens[0][0], tokens[-1][1]) for tokens in (body, orelse)]
    texts = [text.source[slice(*span)] for span in reversed(spans)]
    plain = [(*span, each) for span, each in zip(spans, texts, strict=True)]
    enclosed = [(*span, f"({each})") for span, each in zip(spans, texts, strict=True)]
    return _Change(start, node, _with(node, body=node.orelse, orelse=node.body), (plain, enclosed))


def _of_condition(test: ast.expr, text: ProgramText) -> Iterator[_Change]:
    """Negate the condition of an `if`, unless another mutant does so by its `not` or its only comparison."""
    is_not = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    if not is_not and not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        start = text.start(test)
        yield _Change(start, test, ast.UnaryOp(ast.Not(), test), text.ways(test, [(start, start, "not ")], [test]))


def _of_keywords(node: ast.Call, text: ProgramText) -> Iterator[_Change]:
    for i, keyword in enumerate(node.keywords):
        place = text.start(keyword)
        new = _with(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])
        yield _Change(place, node, new, ([_without(node, keyword, text)],))
        if _is_axis(keyword):
            yield from _of_axis(keyword.value, text)


def _without(call: ast.Call, keyword: ast.keyword, text: ProgramText) -> Edit:
    """Return the edit that removes a keyword argument and one comma, keeping every comment."""
    start, end = text.start(keyword), text.end(keyword)
    before = text.within(text.end(call.func), start)[-1]
    after = text.within(end, text.end(call))
    if before[2] == "," and "#" not in text.source[before[1] : start]:
        return before[0], end, ""
    if after[0][2] != ",":
        return start, end, ""
    is_plain = "#" not in text.source[after[0][1] : after[1][0]]
    return start, after[1][0] if is_plain else after[0][1], ""


def _of_axis(value: ast.expr, text: ProgramText) -> Iterator[_Change]:
    """Replace a single axis, or leave out each of several in turn."""
    if not isinstance(value, ast.Tuple):
        yield _rewritten(value, "0" if _int_of(value) else "1", text)
        return
    for i in range(len(value.elts)):
        others = [text.of(each) for each in value.elts[:i] + value.elts[i + 1 :]]
        yield _rewritten(value, f"({', '.join(others)}{',' * (len(others) == 1)})", text)
