"""The same program is found however it was dressed up, and what everyone writes is not."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from dropgrade.classroom.grades import ClassGrades
from dropgrade.classroom.learning.anonymous import without_names
from dropgrade.classroom.learning.normal_form import normal_form
from dropgrade.classroom.learning.same_programs import same_pairs, same_programs
from tests.cases import COURSE, PROBLEMS, of_kind
from tests.classroom.sample_class import grade, student

STUB = """
import numpy as np


def f(x, p, rng):
    '''What to do.'''
    raise NotImplementedError
"""
PROGRAM = """
import numpy as np

def helper(a):
    return a ** 2

def f(x, p, rng):
    mask = rng.random(x.shape) >= p
    total = helper(x[mask]).sum() / len(x)
    return x * mask / (1 - p), total
"""
OTHER_NAMES = {"mask": "kept", "total": "t", "helper": "square", "(a)": "(b)", "a **": "b **"}


def with_other(words: dict[str, str]) -> str:
    """The program with other words."""
    text = PROGRAM
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return text


DRESSED = {
    "names": with_other(OTHER_NAMES),
    "comments": with_other({"def f": "# mine\ndef f", "a ** 2": "a ** 2  # sic"}),
    "docstrings": with_other({"rng):\n": 'rng):\n    """My own words."""\n'}),
    "annotations": with_other({"(x, p, rng):": "(x: int, p: float, rng) -> tuple:", "mask =": "mask: object ="}),
    "layout": with_other({"rng.random(x.shape) >= p": "(\n  rng.random( x.shape )\n >= p)", "    ": "  "}),
    "line ends": PROGRAM.replace("\n", "\r"),
    "imports": with_other({"import numpy as np": "import numpy\nimport os"}),
    "order": "import numpy as np\n" + "\n".join(reversed(PROGRAM.split("\n\n")[1:])),
    "idle statements": with_other({"    mask =": "    pass\n    'words'\n    mask ="}),
}
DIFFERENT = {
    "another operator": PROGRAM.replace(">= p", "> p"),
    "another constant": PROGRAM.replace("1 - p", "2 - p"),
    "names that change places": PROGRAM.replace("return x * mask", "return mask * x"),
    "a name that is used twice": PROGRAM.replace("len(x)", "len(mask)"),
    "another method": PROGRAM.replace(".sum()", ".mean()"),
    "another builtin": PROGRAM.replace("len(", "max("),
    "another keyword": PROGRAM.replace(".sum()", ".sum(axis=0)"),
    "another module": PROGRAM.replace("rng.random(x.shape)", "np.random.random(x.shape)"),
}


@pytest.mark.parametrize("text", DRESSED.values(), ids=DRESSED)
def test_what_dresses_a_program_up_is_taken_off(text: str) -> None:
    """Changing names, comments, annotations, layout, imports or order does not make a different program."""
    assert text != PROGRAM
    ast.parse(text)
    assert normal_form(text, STUB) == normal_form(PROGRAM, STUB)


@pytest.mark.parametrize("text", DIFFERENT.values(), ids=DIFFERENT)
def test_what_a_program_does_stays(text: str) -> None:
    """A program that does something else is another one."""
    assert text != PROGRAM
    assert normal_form(text, STUB) != normal_form(PROGRAM, STUB)


@pytest.mark.parametrize(
    "text", ["def f(:", "(" * 5000 + ")" * 5000, "x = " + "-" * 100_000 + "1", "\0", "a" * 300_000]
)
def test_what_cannot_be_read_has_no_form(text: str) -> None:
    """No program makes the comparison fail."""
    assert normal_form(text, STUB) is None


def test_every_right_solution_has_a_form_of_its_own() -> None:
    """The different right solutions of a problem are different programs."""
    for problem in PROBLEMS:
        texts = [case.file.read_text("utf-8") for case in of_kind("right") if case.problem == problem]
        stub = next((COURSE.exercises / problem).glob("*.py")).read_text("utf-8")
        forms = [normal_form(text, stub) for text in texts]
        assert None not in forms
        assert len({form.program for form in forms if form}) == len(texts), problem


def class_of(*programs: str) -> ClassGrades:
    """A class with these programs."""
    people = tuple(student(n, f"S{n}", replace(grade(), program=p)) for n, p in enumerate(programs))
    return ClassGrades("c", "1", people)


def ids(grades: ClassGrades, stub: str = STUB) -> list[list[int]]:
    """The groups by the numbers of their students."""
    return [[int(s.id[-5:]) for s in g.students] for g in same_programs(grades, {"p03_inverted_scaling": stub})]


def other(number: int) -> str:
    """A program that nobody else has."""
    return f"def f(x, p, rng):\n    y = x + {number}\n    return y * {number}\n"


def test_a_copy_is_found() -> None:
    """Two of twenty who share a program are a group, with what nobody else wrote."""
    grades = class_of(PROGRAM, *map(other, range(18)), DRESSED["names"])
    (group,) = same_programs(grades, {"p03_inverted_scaling": STUB})
    assert [s.id for s in group.students] == ["3100000", "3100019"]
    assert "mask = rng.random(x.shape) >= p" in group.own


def test_the_stub_is_no_copy() -> None:
    """Students who handed in the stub are not a group, and neither are those who share nothing else."""
    assert ids(class_of(STUB, STUB, STUB.replace("What", "Much"), *map(other, range(9)))) == []


def test_what_everyone_writes_is_no_copy() -> None:
    """A program that more than a tenth hand in is what the problem asks for; so are its statements in a pair."""
    assert ids(class_of(*[PROGRAM] * 8, *map(other, range(20)))) == []
    common = PROGRAM.replace("a ** 2", "a ** 3")
    variants = [PROGRAM.replace("a ** 2", f"a ** {n}") for n in range(4, 24)]
    (group,) = same_programs(class_of(common, common, *variants), {"p03_inverted_scaling": STUB})
    assert group.own == ("return a ** 3",)


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_a_group_is_no_copy(is_anonymous: bool) -> None:
    """A joint submission came in once; the same program under another path is a copy."""
    grades = class_of(PROGRAM, PROGRAM, PROGRAM, *map(other, range(20)))
    together = replace(grades.students[0].problems[0], source="group 1/a.py")
    first = [replace(s, problems=(together,)) for s in grades.students[:2]]
    alone = replace(grades, students=(*first, *grades.students[3:]))
    copied = replace(grades, students=(*first, *grades.students[2:]))
    hidden = without_names if is_anonymous else lambda same: same
    assert same_programs(hidden(alone), {}) == []
    assert [len(g.students) for g in same_programs(hidden(copied), {})] == [2]


def test_pairs_over_several_problems() -> None:
    """Two who share programs in several problems are listed once, with all of them."""
    people = []
    for number in range(12):
        own = PROGRAM if number in {3, 7} else other(number)
        grades = (replace(grade(), program=own), replace(grade("p04_more"), program=own))
        people.append(student(number, f"S{number}", *grades))
    every = ClassGrades("c", "1", tuple(people))
    (pair,) = same_pairs(every, same_programs(every, {}))
    assert [s.id for s in pair.students] == ["3100003", "3100007"]
    assert (pair.problems, pair.out_of) == (("p03_inverted_scaling", "p04_more"), 2)
