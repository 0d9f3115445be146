"""Explain shapes that do not fit together: parse the exception's text, draw the shapes, state the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from dropgrade.grading.slips import looked_at
from dropgrade.report import Explanation

Shape = tuple[int, ...]
SHAPE = r"\(([\d, ]*)\)"
TOGETHER = re.compile(rf"broadcast together with shapes ((?:{SHAPE} ?)+)")
BETWEEN = re.compile(rf"Mismatch is between arg \d+ with shape {SHAPE} and arg \d+ with shape {SHAPE}")
INTO = re.compile(
    rf"input array from shape {SHAPE} into shape {SHAPE}"
    rf"|value array of shape {SHAPE} could not be broadcast to indexing result of shape {SHAPE}"
)
OUTPUT = re.compile(rf"output operand with shape {SHAPE} doesn't match the broadcast shape {SHAPE}")
ALIGNED = re.compile(rf"shapes {SHAPE} and {SHAPE} not aligned")
MATMUL = re.compile(r"matmul: Input operand 1 has a mismatch")
PRODUCT = re.compile(r"([\w.]+)\s*@\s*([\w.]+)|(?:matmul|dot)\(\s*([\w.]+)\s*,\s*([\w.]+)\s*\)")
REDUCTION = re.compile(
    r"\.?(?P<call>(?:sum|mean|any|all|max|min|prod|std|var)\((?:[^()]|\([^()]*\))*axis(?:[^()]|\([^()]*\))*\))"
)
MOST_AXES = 12
RULE = "Shapes are lined up from the right, and two lengths fit if they are equal or one of them is 1."


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known about a line that raised: its text and program, nearby arrays, and the names of axes.

    `arrays` are the variables of the line's function. `axes` maps the shapes of arguments to the names of their axes
    in the statement.
    """

    text: str
    line: str = ""
    source: str = ""
    arrays: Sequence[tuple[str, Shape]] = ()
    axes: Mapping[Shape, Sequence[str]] = field(default_factory=dict)


def shapes_explained(scene: Scene) -> Explanation | None:
    """Draw the shapes that clash and state the rule that they break; return None for other exceptions."""
    if any(len(_lengths(shape)) > MOST_AXES for shape in re.findall(SHAPE, scene.text)):
        return None  # not a text that NumPy wrote
    if pair := _multiplied(scene):
        return _of_product(*pair)
    if found := INTO.search(scene.text):
        value, place = [_lengths(text) for text in found.groups() if text is not None]
        words = f"The value that is assigned must fit into its place. {RULE}"
        return Explanation(words, drawn([("value", value), ("place", place)], scene.axes), "broadcasting")
    if found := OUTPUT.search(scene.text):
        place, value = _lengths(found[1]), _lengths(found[2])
        words = f"The result is larger than the array that it is to be written into. {RULE}"
        return Explanation(words, drawn([("result", value), ("place", place)], scene.axes), "broadcasting")
    clash = _broadcast(scene.text)
    return _of_broadcast(scene, *clash) if clash else None


def _lengths(text: str) -> Shape:
    return tuple(int(length[:12]) for length in text.replace(",", " ").split())


def _broadcast(text: str) -> tuple[Shape, Shape] | None:
    """Return the two shapes that do not fit."""
    if found := BETWEEN.search(text):
        return _lengths(found[1]), _lengths(found[2])
    if found := TOGETHER.search(text):
        shapes = [_lengths(each) for each in re.findall(SHAPE, found[1])]
        return next(((a, b) for a, b in combinations(shapes, 2) if clashes(a, b)), None)
    return None


def clashes(a: Shape, b: Shape) -> list[int]:
    """Return the axes at which two shapes do not fit, counted from the right and from 1."""
    pairs = zip(reversed(a), reversed(b), strict=False)
    return [place for place, (m, n) in enumerate(pairs, 1) if m != n and 1 not in (m, n)]


# Broadcasting.


def _of_broadcast(scene: Scene, a: Shape, b: Shape) -> Explanation:
    operands = list(zip(_names(scene, a, b), (a, b), strict=True))
    (large, full), (small, short) = sorted(operands, key=lambda each: -len(each[1]))
    place = clashes(full, short)[0]
    called = _meaning(scene.axes, full, -place)
    met = f"{full[-place]} ({called})" if called else f"{full[-place]}"
    words, subject = f"{RULE} Here {met} meets {short[-place]}.", "broadcasting"
    if kept := _kept(full, short):
        missing = [axis for axis in range(kept[0], len(full)) if axis not in kept]
        along = " and ".join(_meaning(scene.axes, full, axis) or f"axis {axis} of {_quoted(large)}" for axis in missing)
        words += f" Nothing in {_quoted(small)} stands for {along}"
        words += f": in the shape {_with_ones(full, short, kept)} it would be stretched there."
        if (reduced := REDUCTION.search(looked_at(scene.source))) and "keepdims" not in scene.source:
            words += f" `{reduced['call']}` took an axis away; `keepdims=True` leaves it there with length 1."
            subject = "keepdims"
    return Explanation(words, drawn(operands, scene.axes), subject)


def _kept(full: Shape, short: Shape) -> tuple[int, ...]:
    """Match the axes of a shorter shape with those of `full`; return an empty tuple unless there is exactly one way."""
    ways = [
        kept
        for kept in combinations(range(len(full)), len(short))
        if all(length in (full[axis], 1) for axis, length in zip(kept, short, strict=True))
    ]
    return ways[0] if len(ways) == 1 and len(short) < len(full) else ()


def _with_ones(full: Shape, short: Shape, kept: Sequence[int]) -> Shape:
    """Return the shorter shape with length 1 for each axis that it lacks, except those on the left."""
    lengths = dict(zip(kept, short, strict=True))
    return tuple(lengths.get(axis, 1) for axis in range(kept[0], len(full)))


def _names(scene: Scene, *shapes: Shape) -> list[str]:
    """Return names for the operands: variables on the line that have these shapes."""
    tokens = list(dict.fromkeys(re.findall(r"[A-Za-z_][\w.]*", scene.line)))
    known = {name: shape for name, shape in scene.arrays if name in tokens}
    found: list[str] = []
    for shape, place in zip(shapes, ("left", "right"), strict=True):
        found.append(next((n for n in tokens if known.get(n) == shape and n not in found), f"the array on the {place}"))
    return found


def _meaning(axes: Mapping[Shape, Sequence[str]], shape: Shape, axis: int) -> str:
    """Return the name of an axis, or an empty string if the statement has none."""
    return axes[shape][axis] if shape in axes else ""


def _quoted(name: str) -> str:
    """Return a variable in backticks, and other words unchanged."""
    return name if " " in name else f"`{name}`"


# The matrix product.


def _multiplied(scene: Scene) -> tuple[tuple[str, Shape], tuple[str, Shape]] | None:
    """Return name and shape of the operands of a matrix product that do not fit."""
    if found := ALIGNED.search(scene.text):
        shapes = _lengths(found[1]), _lengths(found[2])
        if not all(shapes):
            return None
        first, second = _names(scene, *shapes)
        return (first, shapes[0]), (second, shapes[1])
    known = dict(scene.arrays)
    if MATMUL.search(scene.text):
        for found in PRODUCT.finditer(scene.line):
            names = [name for name in found.groups() if name]
            if all(known.get(name) for name in names):
                return (names[0], known[names[0]]), (names[1], known[names[1]])
    return None


def _of_product(first: tuple[str, Shape], second: tuple[str, Shape]) -> Explanation:
    inner = -2 if len(second[1]) > 1 else -1
    words = (
        "`@` and `dot` are the matrix product: it sums over the last axis of "
        f"{_quoted(first[0])} (here {first[1][-1]}) and the {'second to last' if len(second[1]) > 2 else 'first'} of "  # noqa: PLR2004
        f"{_quoted(second[0])} (here {second[1][inner]}), which must be equal. "
        "Entry by entry, arrays are multiplied with `*`."
    )
    width = max(len(first[0]), len(second[0]))
    lines = [
        line for (name, shape), axis in ((first, -1), (second, inner)) for line in _bracketed(name, shape, axis, width)
    ]
    return Explanation(words, tuple(lines), "matmul")


def _bracketed(name: str, shape: Shape, axis: int, width: int) -> Iterator[str]:
    """Yield a shape as Python writes it, with one of its lengths marked below."""
    texts = [str(length) for length in shape]
    place = axis % len(shape)
    before = sum(len(text) + 2 for text in texts[:place])
    yield f"{name:<{width}}  ({', '.join(texts)}{',' if len(texts) == 1 else ''})"
    yield " " * (width + 3 + before) + "^" * len(texts[place])


# The drawing.


def drawn(operands: Sequence[tuple[str, Shape]], axes: Mapping[Shape, Sequence[str]]) -> tuple[str, ...]:
    """Draw shapes one above the other, aligned on the right, with the clashing axes marked below."""
    shapes = [shape for _, shape in operands]
    size = max(map(len, shapes))
    bad = clashes(*shapes)
    heading = next((axes[shape] for shape in shapes if len(shape) == size and shape in axes), None)
    rows = [["", *heading]] if heading else []
    rows += [[name, *[""] * (size - len(shape)), *map(str, shape)] for name, shape in operands]
    numbers = rows[-len(operands) :]
    marked = ["^" * max(len(row[-place]) for row in numbers) if place in bad else "" for place in range(size, 0, -1)]
    rows += [["", *marked]] if bad else []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return tuple(_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *lengths = (
        cell.ljust(w) if place == 0 else cell.rjust(w)
        for place, (cell, w) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([name, *lengths]).rstrip()
