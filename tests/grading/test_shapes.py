"""Explanations of shapes that do not fit, compared with what NumPy says and does."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from dropgrade.grading.shapes import RULE, Scene, clashes, shapes_explained
from dropgrade.grading.slips import Seen, explained

Shape = tuple[int, ...]


def drawn_shapes(seed: int) -> tuple[Shape, Shape]:
    """Return two shapes of up to five axes with few different lengths, so that some fit."""
    lengths = random.Random(seed)
    first, second = (tuple(lengths.choice((1, 2, 3, 5)) for _ in range(lengths.randint(1, 5))) for _ in range(2))
    return first, second


def said_of(function: object, *arrays: object, line: str = "a * b", **known: object) -> str:
    """Return the explanation of NumPy's exception, with the drawing; empty if there is no exception."""
    try:
        function(*arrays)  # type: ignore[operator]
    except ValueError as error:
        named = [(name, np.shape(each)) for name, each in zip("ab", arrays, strict=False)]
        found = shapes_explained(Scene(str(error), line, arrays=named, **known))  # type: ignore[arg-type]
    else:
        return ""
    assert found is not None
    return "\n".join([*found.drawing, found.words])


@pytest.mark.parametrize("seed", range(200))
def test_what_numpy_refuses_is_explained_and_nothing_else(seed: int) -> None:
    """Exactly the clashes that NumPy reports are explained, with both shapes and a proposed shape that fits."""
    first, second = drawn_shapes(seed)
    said = said_of(np.multiply, np.ones(first), np.ones(second))
    assert bool(clashes(first, second)) == bool(said)
    if said:
        rows = said.split("\n")
        assert [tuple(map(int, row.split()[1:])) for row in rows[:2]] == [first, second]
        assert "^" in rows[2]
        assert RULE in rows[3]
        proposed = re.search(r"in the shape \(([\d, ]+)\)", said)
        if proposed:
            shape = tuple(int(length) for length in proposed[1].split(",") if length.strip())
            longer, shorter = sorted((first, second), key=len, reverse=True)
            assert np.broadcast_shapes(shape, longer) == longer
            assert np.prod(shape) == np.prod(shorter)


def test_columns_are_lined_up_from_the_right() -> None:
    """Lengths that meet are in one column, with marks below those that do not fit."""
    said = said_of(np.add, np.ones((41, 8, 53)), np.ones((41, 53)), axes={(41, 8, 53): ("batch", "time", "features")})
    heading, first, second, marks = said.split("\n")[:4]
    ends = [found.end() for found in re.finditer(r"\w+", heading)]
    assert [found.end() for found in re.finditer(r"\d+", first)] == ends
    assert [found.end() for found in re.finditer(r"\d+", second)] == ends[1:]
    assert marks.rstrip() == marks
    assert len(marks) == ends[1]
    assert "8 (time) meets 41" in said


@pytest.mark.parametrize(
    ("function", "arrays", "line", "words"),
    [
        (np.matmul, ((2, 3), (2, 3)), "a @ b", "the last axis of `a` (here 3) and the first of `b` (here 2)"),
        (np.matmul, ((5, 2, 3), (5, 4, 3)), "np.matmul(a, b)", "(here 3) and the second to last of `b` (here 4)"),
        (np.dot, ((2, 3), (2,)), "np.dot(a, b)", "(here 3) and the first of `b` (here 2)"),
        (np.copyto, ((2, 3), (4, 2, 3)), "a[:] = b", "The value that is assigned must fit into its place."),
        (lambda a, b: np.multiply(a, b, out=a), ((3,), (2, 3)), "a *= b", "larger than the array that it is to be"),
        (np.broadcast_arrays, ((2, 3), (2,)), "f(a, b)", "Here 3 meets 2."),
    ],
)
def test_other_clashes_are_explained(function: object, arrays: tuple[Shape, ...], line: str, words: str) -> None:
    """Clashes in matrix products, assignments and results are explained."""
    assert words in said_of(function, *map(np.ones, arrays), line=line)


@pytest.mark.parametrize("seed", range(50))
def test_no_text_of_a_submission_is_more_than_text(seed: int) -> None:
    """Exceptions and programs of any kind, however long and odd, give an explanation or none."""
    chosen = random.Random(seed)
    pieces = [
        "self.", "def ", "shapes ", "{name}", "{", "(", ")", "(9,)", "()", ",", " and ", "not aligned", "9" * 400, "\n",
        "broadcast together with shapes ", "matmul: Input operand 1 has a mismatch", "NoneType", " " * 99,
        "Generator' object has no attribute 'x'", "could not broadcast input array from shape (1,) into shape (",
        "truth value of an array",
    ]  # fmt: skip
    text, line, source = ("".join(chosen.choices(pieces, k=60)) for _ in range(3))
    shapes_explained(Scene(text[:1000], line[:200], source, [("a", ()), ("b", (3,))], {(): ()}))
    kinds = ("ValueError", "TypeError", "AttributeError", "NameError", "ModuleNotFoundError")
    explained(Seen(kinds, text[:1000], line[:200], source * 50, text, "None", "f", "f(x)", "f(x)", ("p01",)))
