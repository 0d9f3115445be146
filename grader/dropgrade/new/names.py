"""Check the names of new problems, quizzes and functions; a bad one is refused with a reason and a suggestion."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath

from dropgrade.course.allowed import OURS
from dropgrade.course.problem import stem_of
from dropgrade.errors import Refused

LONGEST = 40
"""The longest name, in characters: it has to fit into lines and tables."""
MOST_FUNCTIONS = 10
NUMBER = re.compile(r"[^a-z0-9]*[pq]?[^a-z0-9]*([0-9]{1,2})(?![0-9])(.*)", re.DOTALL)
LIKE_A_NUMBER = re.compile(r"[pq]?[0-9]+(_|$)")
LOADED = {*sys.stdlib_module_names, "numpy", "pytest", "dropgrade"}
"""Modules that a submission of the same name would hide."""
OF_THE_SUITE = {"student", "rng", "probe", "expect_array", "expect_like", "expect_value", "pytest", "np", "numpy"}
"""Names that suites and solutions use themselves."""


def refuse_form(kind: str, name: str, taken: Collection[str]) -> None:
    """Refuse a malformed name of a problem or a quiz, and suggest one if it is clear what was meant."""
    letter = kind[0]
    if not re.fullmatch(rf"{letter}[0-9][0-9]_[a-z][a-z0-9_]*", name):
        near = _near(letter, name, taken)
        rule = f"Write {letter}, two digits and a topic of small letters, digits and underscores: {letter}07_my_topic."
        raise Refused(f"{name!r} is not a name for a {kind}.", f"Did you mean {near}?" if near else rule)
    if len(name) > LONGEST:
        raise Refused(f"{name} is longer than {LONGEST} characters.", "Say it in fewer words.")


def refuse_taken(kind: str, name: str, taken: Collection[str]) -> None:
    """Refuse a number or a topic that another one has: either can be used for the whole name on the command line."""
    number, stem = name.partition("_")[0], stem_of(name)
    others = [other for other in sorted(taken) if other != name]
    for other in others:
        if other.partition("_")[0] == number:
            free = _free_number(kind[0], others, int(number[1:]))
            hint = f"The next free name is {free}_{stem}." if free else "No number is free."
            raise Refused(f"The number {number} is taken by {other}.", hint)
    for other in others:
        if stem_of(other) == stem:
            hint = "Choose another topic, or a narrower one: files are distinguished by their names."
            raise Refused(f"The topic {stem} is taken by {other}.", hint)


def refuse_stem(name: str) -> None:
    """Refuse a topic under which no file can be loaded or found: it is the name of the students' file."""
    number, _, stem = name.partition("_")
    hint = f"Take another topic, for example {number}_my_{stem}."
    if keyword.iskeyword(stem) or keyword.issoftkeyword(stem):
        raise Refused(f"{stem} is a word of Python's own.", hint)
    if stem in LOADED:
        raise Refused(f"A submission {stem}.py would hide the module {stem}.", hint)
    if stem == "suite":
        raise Refused("The reference would be called suite.py, as the suite is.", hint)
    if LIKE_A_NUMBER.match(stem):
        raise Refused(f"A file {stem}.py would be taken for another problem by its number.", hint)


def refuse_functions(name: str, functions: Sequence[str], *, are_chosen: bool) -> None:
    """Refuse functions that a submission cannot define or that a suite cannot call."""
    if len(functions) > MOST_FUNCTIONS:
        hint = "Spread them over several problems."
        raise Refused(f"A problem has 10 points, enough for at most {MOST_FUNCTIONS} functions.", hint)
    hint = "Choose another name." if are_chosen else f"Choose another: dropgrade new problem {name} --function NAME"
    for number, function in enumerate(functions):
        if reason := next(_reasons(function), None):
            raise Refused(reason, hint)
        if function in functions[:number]:
            raise Refused(f"The function {function} is asked for twice.", "Name each function once.")


def _reasons(function: str) -> Iterator[str]:
    """Why no function can have this name."""
    if not (function.isidentifier() and function.isascii()):
        yield f"{function!r} is not a name for a function: it takes letters, digits and underscores, a letter first."
    if len(function) > LONGEST:
        yield f"The function's name {function[:LONGEST]}… is longer than {LONGEST} characters."
    if keyword.iskeyword(function) or keyword.issoftkeyword(function):
        yield f"No function can be called {function}: that is a word of Python's own."
    if hasattr(builtins, function):
        yield f"A function {function} would hide Python's own {function}."
    if function.startswith("_"):
        yield f"A function {function} could not be called by a suite: it begins with an underscore."
    if function.startswith("test_"):
        yield f"A function {function} would look like a check: it begins with test_."
    if function in OF_THE_SUITE | OURS:
        yield f"A function {function} would clash with the suite, which uses that name itself."


def _near(letter: str, name: str, taken: Collection[str]) -> str:
    """The name that was probably meant, or nothing."""
    words = re.sub(r"\.(py|md|toml|ipynb)$", "", PurePath(name).name)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words).casefold()
    words = re.sub(r"\d", lambda digit: str(int(digit[0])), words)  # digits of any script
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    found = NUMBER.fullmatch(plain)
    stem = re.sub(r"[^a-z0-9]+", "_", found[2] if found else plain).strip("_")
    number = f"{letter}{int(found[1]):02d}" if found else _free_number(letter, taken, _highest(letter, taken))
    if not number or not stem or stem[0].isdigit() or LIKE_A_NUMBER.match(stem):
        return ""
    return f"{number}_{stem}"[:LONGEST].rstrip("_")


def _free_number(letter: str, taken: Collection[str], after: int) -> str:
    """The next free number, or nothing if all are taken."""
    used = {other.partition("_")[0] for other in taken}
    numbers = (f"{letter}{n:02d}" for n in (*range(after + 1, 100), *range(1, after)))
    return next((number for number in numbers if number not in used), "")


def _highest(letter: str, taken: Collection[str]) -> int:
    return max((int(name[1:3]) for name in taken if name[0] == letter), default=0)
