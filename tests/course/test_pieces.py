"""Edits in the short form: what they change, which of them can be made together, and every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.edits import Edit, EditError, edited
from dropgrade.course.hunks import parse_diff
from dropgrade.course.mistakes_file import examine_mistakes
from dropgrade.course.pieces import parse_short
from dropgrade.course.problem import read_problem
from dropgrade.verify.file_rules import inspect
from dropgrade.verify.samples import samples_of
from tests.verify.small_course import write_problem

REFERENCE = """\
import numpy as np


def f(x, p, rng):
    if p < 0:
        raise ValueError("p")
    mask = rng.random(x.shape) >= p
    y = x * mask / (1 - p)
    return y
"""


def short(text: str) -> Edit:
    """The edit that is written like this after `- edit:`."""
    edit, message = parse_short(7, text)
    assert not message
    return edit


def diff(*lines: str) -> Edit:
    """The edit of a diff."""
    return parse_diff(1, lines)[0]


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("`>= p` -> `< p`", diff("-    mask = rng.random(x.shape) >= p", "+    mask = rng.random(x.shape) < p")),
        ("`y = x * mask / (1 - p)` -> nothing", diff("-    y = x * mask / (1 - p)")),
        ("` / (1 - p)` -> nothing", diff("-    y = x * mask / (1 - p)", "+    y = x * mask")),
        ('`if p < 0:` -> nothing, `raise ValueError("p")` -> nothing',
         diff("-    if p < 0:", '-        raise ValueError("p")')),
        ("`x * mask` -> `x`,`mask = rng`->`keep = rng`",
         diff("-    mask = rng.random(x.shape) >= p", "-    y = x * mask / (1 - p)",
              "+    keep = rng.random(x.shape) >= p", "+    y = x / (1 - p)")),
        ("`return y` -> `` return `y` ``", diff("-    return y", "+    return `y`")),
    ],
)  # fmt: skip
def test_a_short_edit_makes_what_a_diff_makes(text: str, same_as: Edit) -> None:
    """Each old text becomes the new one; a line of which nothing is left goes; a span may hold backticks."""
    assert edited(REFERENCE, [short(text)]) == edited(REFERENCE, [same_as])


def test_pieces_of_one_line_are_made_together() -> None:
    """Two edits of different pieces of a line make both changes, in whatever order they come."""
    one, two = short("`x * mask` -> `x`"), short("`1 - p` -> `p`")
    assert edited(REFERENCE, [one, two]) == edited(REFERENCE, [two, one])
    assert "    y = x / (p)\n" in (edited(REFERENCE, [one, two]) or "")


@pytest.mark.parametrize(
    "other",
    [
        short("`mask / (1 - p)` -> `mask`"),
        short("`x * mask` -> `mask`"),
        diff("-    y = x * mask / (1 - p)", "+    y = x"),
        short("`y = x * mask / (1 - p)` -> nothing"),
    ],
)
def test_what_overlaps_is_not_merged(other: Edit) -> None:
    """Where two edits touch the same piece, or one takes the whole line, there is no program."""
    assert edited(REFERENCE, [short("`x * mask` -> `x`"), other]) is None
    assert edited(REFERENCE, [other, other]) == edited(REFERENCE, [other])


def test_a_line_is_added_beside_a_piece() -> None:
    """A diff that adds a line leaves the lines around it to other edits."""
    added = diff("     y = x * mask / (1 - p)", "+    y = y + 1")
    assert "    y = x / (1 - p)\n    y = y + 1\n" in (edited(REFERENCE, [added, short("`x * mask` -> `x`")]) or "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with a piece of the reference in backticks, and not with the end of the line"),
        ("x -> y", "and not with “x -> y”"),
        ("`` -> `y`", "begins with a piece"),
        ("` ` -> `y`", "begins with a piece"),
        ("`x`", "there is no -> after `x`"),
        ("`x` `y`", "there is no -> after `x`"),
        ("`x` -> y", "comes code in backticks, or the word nothing, and not “y”"),
        ("`x` ->", "and not the end of the line"),
        ("`x` -> nothingness", "and not “nothingness”"),
        ("`x` -> `y` `z` -> `y`", "or a comma and the next piece, and not “`z` -> `y`”"),
        ("`x` -> `y`,", "and not “,”"),
        ("`x` -> `y`, z", "and not with “z”"),
        ("`x` -> `x`", "`x` stays as it is"),
        ("`x -> `y`", "there is no -> after `x -> `"),
    ],
)
def test_what_is_not_an_edit_is_a_fault_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    """What is missing is said with the line of the edit, and how an edit is written."""
    (tmp_path / "mistakes.md").write_text(f"# M\n\n## a\n- score: 3\n\nIt is wrong.\n\n- edit: {text}\n")
    _, faults = examine_mistakes(tmp_path)
    assert [(fault.line, words in fault.message) for fault in faults] == [(8, True)], faults
    assert "`old` -> `new`" in faults[0].fix


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("`x + y` -> `x`", "`x + y` does not occur"),
        ("`1 - p` -> `p`, `x * mask / (1` -> `x / (1`", "two of its places overlap"),
        ("`mask` -> `x`", "`mask` occurs 2 times"),
        ("`y return y` -> `y`", "`y return y` does not occur"),
    ],
)
def test_an_old_text_occurs_once(text: str, words: str) -> None:
    """An edit of what is not in the reference, is there twice or overlaps with itself is refused with its line."""
    with pytest.raises(EditError, match=words.replace("+", r"\+")) as caught:
        edited(REFERENCE, [short(text)])
    assert caught.value.line == 7


def test_edits_may_stand_before_the_message_and_after_it(tmp_path: Path) -> None:
    """Edits are no part of the message, wherever they are; one that is long continues on indented lines."""
    sections = """# M

## a
- score: 3
- edit: `x` -> `y`

It is wrong
twice.

- edit: `a` -> `b`,
  `c` -> nothing,
  `d` -> `e`

```diff
-f
+g
```
- edit: `h` -> `i`
"""
    (tmp_path / "mistakes.md").write_text(sections)
    found, faults = examine_mistakes(tmp_path)
    assert (faults, found["a"].message) == ([], "It is wrong\ntwice.")
    assert [(edit.line, len(edit.places)) for edit in found["a"].edits] == [(5, 1), (10, 3), (14, 1), (18, 1)]


def test_verify_says_how_to_fix_an_edit_that_does_not_fit(tmp_path: Path) -> None:
    """An old text that occurs twice, and one that is not there, are faults at the lines of these edits."""
    more = "- edit: `total` -> `x`\n- edit: `totals` -> `x`\n"
    write_problem(tmp_path, "p01_shares", {"append": {"mistakes.md": f"\n## c\n- score: 3\n\nIt is wrong.\n\n{more}"}})
    course = Course(tmp_path, tmp_path)
    problem = read_problem(course, "p01_shares")
    faults = {f.message: f for f in inspect(course, problem, samples_of(course, problem))}
    last = problem.mistakes.file.read_text().count("\n")
    twice = faults["the edit of c cannot be made: `total` occurs 2 times in the reference"]
    missing = faults["the edit of c (2) cannot be made: `totals` does not occur in the reference"]
    assert (twice.line, twice.fix) == (last - 1, "Write more of the line, or a ```diff block with the lines around it.")
    assert (missing.line, missing.fix) == (last, "Copy the old text from the reference as it is now.")
