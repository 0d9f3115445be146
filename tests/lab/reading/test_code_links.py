"""Each term of a formula leads to the expression that computes it, in whatever way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dropgrade.course.formulas import examine_formulas
from dropgrade.grading import Grader
from dropgrade.lab.reading.code_links import Linked, linked
from dropgrade.lab.reading.mathml import formula
from dropgrade.lab.reading.noted_code import Place, noted
from dropgrade.submission.submission import submission_of
from dropgrade.submission.targets import Target
from tests.cases import COURSE, PROBLEMS, program

NOWHERE = Path("program.py")
SOLUTIONS = COURSE.authority / "solutions"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """A grader whose sandbox serves all tests."""
    with Grader(COURSE) as found:
        yield found


def links(grader: Grader, problem: str, source: str) -> tuple[Linked, dict[str, str]]:
    """What was found in a program, and the text of each place."""
    formulas, _ = examine_formulas(SOLUTIONS / problem)
    job = grader.job(Target(problem, NOWHERE, submission_of(NOWHERE, source.encode())))
    found = linked(job, formulas, grader.sandbox)
    return found, {key: text_at(source, place) for key, place in found.places.items()}


def text_at(source: str, place: Place) -> str:
    """The text at a place, as far as it is on its first line."""
    return source.split("\n")[place.line - 1][place.column : place.end_column]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_formula_is_typeset_and_found_in_the_reference(grader: Grader, problem: str) -> None:
    """Every problem has formulas without a fault, and each term that code can show is computed by the reference."""
    formulas, faults = examine_formulas(SOLUTIONS / problem)
    assert not faults
    for latex in formulas.latex:
        formula(latex)
    found, texts = links(grader, problem, program(problem))
    assert found.ended is None
    assert texts.keys() == {key for key, term in formulas.terms.items() if term.value}


WAYS = {
    "renamed, in one line": (
        ("def inverted_dropout(x, p, training=True, rng=None):\n"
        "    keep_prob = 1.0 - p\n"
        "    coins = rng.binomial(1, keep_prob, x.shape)\n"
        "    return x * coins / keep_prob, coins\n"),
        {"keep": "1.0 - p", "mask": "rng.binomial(1, keep_prob, x.shape)", "kept": "x * coins",
         "out": "x * coins / keep_prob"},
    ),
    "in place, with signs of two bytes": (
        ("def inverted_dropout(x, p, training=True, rng=None):\n"
        "    'überlebt'; m = rng.random(x.shape) > p; y = x.copy(); y *= m\n"
        "    y /= 1 - p\n"
        "    return y, m\n"),
        {"keep": "1 - p", "mask": "rng.random(x.shape) > p", "kept": "y *= m", "out": "y /= 1 - p"},
    ),
    "filled entry by entry": (
        ("import numpy as np\n"
        "def inverted_dropout(x, p, training=True, rng=None):\n"
        "    out, mask = np.zeros_like(x), np.zeros(x.shape)\n"
        "    for at in np.ndindex(x.shape):\n"
        "        mask[at] = rng.random() < 1 - p\n"
        "        out[at] = x[at] * mask[at] / (1 - p)\n"
        "    return out, mask\n"),
        {"keep": "1 - p", "mask": "mask", "out": "out"},
    ),
    "without a factor": (
        ("def inverted_dropout(x, p, training=True, rng=None):\n"
        "    mask = rng.random(x.shape) >= p\n"
        "    return x * mask, mask\n"),
        {"mask": "rng.random(x.shape) >= p", "kept": "x * mask", "out": "x * mask"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_terms_are_found_by_their_values(grader: Grader, way: str) -> None:
    """Names, random calls and the order of steps are the student's; what is not computed as a whole is not claimed."""
    source, expected = WAYS[way]
    _, texts = links(grader, "p03_inverted_scaling", source)
    assert texts == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def inverted_dropout(x, p, training=True, rng=None):\n    raise NotImplementedError\n", "Not written yet."),
        ("def inverted_dropout(x, p, training=True, rng=None):\n    return x / y\n", "NameError: name 'y'"),
        ("def inverted_dropout(x, p:\n", "SyntaxError"),
        ("x = 1\n", "inverted_dropout"),
        (
            "def inverted_dropout(x, p, training=True, rng=None):\n    import os; os._exit(1)\n",
            "ended the whole process",
        ),
    ],
)
def test_what_does_not_run_says_why(grader: Grader, source: str, words: str) -> None:
    """A program that gives nothing has no links, and a sentence."""
    found, _ = links(grader, "p03_inverted_scaling", source)
    assert not found.places
    assert found.ended is not None
    assert words in found.ended.message


@pytest.mark.parametrize("answer", ["None", "5", "(x, 'mask')", "(object(), mask)", "[x, mask, 3]"])
def test_an_odd_answer_costs_its_own_links_alone(grader: Grader, answer: str) -> None:
    """A value of the wrong kind is compared with nothing."""
    source = (
        "def inverted_dropout(x, p, training=True, rng=None):\n"
        "    mask = rng.random(x.shape) >= p\n"
        f"    return {answer}\n"
    )
    found, texts = links(grader, "p03_inverted_scaling", source)
    assert found.ended is not None or texts.keys() <= {"mask", "out"}


def test_a_program_that_notes_is_the_same_program() -> None:
    """Classes, comprehensions, decorators, defaults, star arguments and f-strings mean what they meant."""
    source = (
        "import functools\n"
        "class A:\n"
        "    size: int = 3 + 4\n"
        "    def __init__(self, n=2 * 3): self.n = n\n"
        "class B(A):\n"
        "    def __init__(self): super().__init__(); self.n += 1\n"
        "    @property\n"
        "    def double(self): return 2 * self.n\n"
        "@functools.lru_cache(maxsize=2 + 2)\n"
        "def f(*a, **k):\n"
        "    x = [i * i for i in a if i > 1]; x[0] += 5; del x[1]\n"
        "    match x:\n"
        "        case [first, *_] if first > 0: y = f'{first + 1:>{2 + 2}}'\n"
        "    z = (w := len(x) + 1) or 0\n"
        "    return y, z, w, {**k}, B().double, A.size\n"
        "found = f(1, 2, 3, 4, key=1)\n"
    )
    plain: dict[str, object] = {}
    exec(source, plain)
    text, places = noted("a.py", source, 0)
    noting: dict[str, object] = {"dropgrade_note": lambda _, value: value}
    exec(text, noting)
    assert noting["found"] == plain["found"]
    assert len(places) > 15
