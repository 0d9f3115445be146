"""`mistakes.md`: sections, inheritance, edits of the reference, and every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.edits import Edit, EditError, edited
from dropgrade.course.hunks import parse_diff
from dropgrade.course.mistakes_file import examine_mistakes, examine_shared, read_mistakes

REFERENCE = (
    "import numpy as np\n\n\ndef f(x, p):\n    if p < 0:\n        raise ValueError\n    y = x * p\n    return y\n"
)
SOUND = """# Mistakes

## doubles
- score: 3 to 5
- hint: How large is y?

The result is twice as large as it should be.

```diff
-    y = x * p
+    y = 2 * x * p
```

```diff
-    return y
+    return y + y
```

## takes_any_p
- score: 9

Any p is accepted.

```diff
-    if p < 0:
-        raise ValueError
```

## takes_any_p + doubles
Both at once.
"""


def write(folder: Path, text: str, shared: str = "") -> Path:
    """Return a problem's solution folder with these mistakes."""
    solution = folder / "solutions" / "p01_f"
    solution.mkdir(parents=True)
    (solution / "mistakes.md").write_text(text)
    if shared:
        (solution.parent / "mistakes.md").write_text(shared)
    return solution


def edit(*lines: str) -> Edit:
    """Return the edit of a diff."""
    found, message = parse_diff(1, lines)
    assert not message
    return found


def test_a_section_holds_what_it_says(tmp_path: Path) -> None:
    """Name, line, score, hint, message and every edit of a section are read."""
    found, faults = examine_mistakes(write(tmp_path, SOUND))
    doubles = found["doubles"]
    assert faults == []
    assert (doubles.line, doubles.score, doubles.hints) == (3, (3.0, 5.0), ("How large is y?",))
    assert doubles.message == "The result is twice as large as it should be."
    made = [edited(REFERENCE, [each]) or "" for each in doubles.edits]
    assert ["2 * x" in made[0], "y + y" in made[1]] == [True, True]
    assert found["takes_any_p"].score == (9.0, 9.0)


def test_a_combination_has_no_order(tmp_path: Path) -> None:
    """The order of names in the heading of a combined section does not matter."""
    found = read_mistakes(write(tmp_path, SOUND))
    assert [s.message for s in found.shown_for(frozenset({"doubles", "takes_any_p"}))] == ["Both at once."]
    assert [s.name for s in found.shown_for(frozenset({"doubles"}))] == ["doubles"]


def test_hints_are_read_in_their_order(tmp_path: Path) -> None:
    """Further hints say more; a combined section without hints has those of its parts."""
    hints = "- hint: Is it?\n- hint: It is.\n\nIt does not do what it should.\n"
    own = f"## doubles\n{hints}\n## halves\n{hints.replace('Is it', 'Was it')}\n## doubles + halves\n\nBoth at once.\n"
    found = read_mistakes(write(tmp_path, own))
    assert found.hints_for("doubles") == ("Is it?", "It is.")
    assert found.hints_for("doubles + halves") == ("Is it?", "It is.", "Was it?", "It is.")
    assert found.hints_for("unknown") == ()


def test_what_a_section_leaves_out_is_inherited(tmp_path: Path) -> None:
    """Message, score and hint are inherited one by one from the shared section of the same name; edits are not."""
    shared = "# Shared\n\n## doubles\n- score: 1 to 2\n- hint: Shared.\n\nShared words.\n"
    own = "# Own\n\n## doubles\n- score: 3 to 5\n\n```diff\n-    return y\n+    return 2 * y\n```\n"
    found, faults = examine_mistakes(write(tmp_path, own, shared))
    assert faults == []
    assert (found["doubles"].score, found["doubles"].hints) == ((3.0, 5.0), ("Shared.",))
    assert found["doubles"].message == "Shared words."


def test_a_hint_goes_with_its_message(tmp_path: Path) -> None:
    """A section with its own message does not inherit a hint, which may not fit."""
    shared = "# Shared\n\n## doubles\n- score: 1 to 2\n- hint: Shared.\n\nShared words.\n"
    own = "# Own\n\n## doubles\n\nIt is twice as much.\n\n```diff\n-    return y\n+    return 2 * y\n```\n"
    found, _ = examine_mistakes(write(tmp_path, own, shared))
    assert (found["doubles"].score, found["doubles"].hints) == ((1.0, 2.0), ())


def test_two_messages_can_be_the_same(tmp_path: Path) -> None:
    """A combination marked `same as` shows the message of the other mistake."""
    text = SOUND.replace("Both at once.\n", "- same as: doubles\n")
    found = read_mistakes(write(tmp_path, text))
    (section,) = found.shown_for(frozenset({"doubles", "takes_any_p"}))
    assert found.words_of(section) == found["doubles"].message


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("- hint:", "- clue:", 5, "`clue` is not a key"),
        ("- hint: How large is y?", "- score: 2", 5, "`score` is there twice"),
        ("- score: 3 to 5", "- score: low", 4, "is not a score"),
        ("- score: 9\n", "", 19, "takes_any_p has no score"),
        ("## takes_any_p\n", "## doubles\n", 19, "described twice, first in line 3"),
        ("## doubles\n", "## Doubles it\n", 3, "is not a name"),
        ("The result is twice as large as it should be.\n", "", 3, "doubles has no message"),
        ("```diff\n-    return y", "```text\n-    return y", 14, "neither ```diff nor ```python"),
        ("-    return y\n", "return y\n", 14, "begins with neither"),
        ("+    return y + y\n```\n", "+    return y + y\n", 14, "begins with neither"),
        ("Both at once.\n", "- score: 3\n\nBoth.\n", 29, "has an edit or a score"),
        ("## takes_any_p + doubles", "## other + doubles", 29, "names 'other', which has no section"),
    ],
)
def test_every_fault_has_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    """Each fault of a section is reported with its line."""
    assert old in SOUND
    _, faults = examine_mistakes(write(tmp_path, SOUND.replace(old, new, 1)))
    assert [fault.line for fault in faults if words in fault.message] == [line], faults


@pytest.mark.parametrize("content", [None, b"\xff\xfe## a"], ids=["missing", "binary"])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes | None) -> None:
    """A missing file and one that is not text are faults of the whole file."""
    solution = write(tmp_path, "")
    file = solution / "mistakes.md"
    file.unlink() if content is None else file.write_bytes(content)
    _, faults = examine_mistakes(solution)
    assert [(fault.file, fault.line) for fault in faults] == [(file, 0)]


def test_shared_sections_have_no_edits(tmp_path: Path) -> None:
    """An edit belongs to one reference, so the shared file must not have any."""
    write(tmp_path, SOUND, SOUND)
    assert "doubles has an edit" in [f.message for f in examine_shared(tmp_path / "solutions" / "mistakes.md")]


def test_edits_of_different_lines_are_made_together() -> None:
    """Two edits that touch different lines are both applied, in any order."""
    one, two = edit("-    y = x * p", "+    y = x"), edit("-    if p < 0:", "-        raise ValueError")
    assert edited(REFERENCE, [one, two]) == edited(REFERENCE, [two, one])
    assert "    y = x\n" in (edited(REFERENCE, [one, two]) or "")


def test_edits_of_the_same_line_are_not_merged() -> None:
    """If two edits change one line or insert at one place, there is no program."""
    one, two = edit("-    return y", "+    return -y"), edit("-    return y", "+    return y + 1")
    assert edited(REFERENCE, [one, two]) is None
    first, second = edit(" def f(x, p):", "+    x = x + 1"), edit(" def f(x, p):", "+    x = x + 2")
    assert edited(REFERENCE, [first, second]) is None
    assert edited(REFERENCE, [one, one]) == edited(REFERENCE, [one])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["-    return z", "+    return y"], "does not occur"),
        (["+import math"], "does not say where"),
        (["     y = x * p", "-    raise ValueError", "+"], "does not occur"),
    ],
)
def test_old_text_occurs_exactly_once(lines: list[str], words: str) -> None:
    """An edit whose old text is not in the reference, or is empty, is refused with its line."""
    with pytest.raises(EditError, match=words) as caught:
        edited(REFERENCE, [edit(*lines)])
    assert caught.value.line == 2


def test_a_whole_program_stands_alone() -> None:
    """A whole program cannot be combined with edits."""
    program = Edit(1, program="def f(x, p): return 0\n")
    assert edited(REFERENCE, [program]) == program.program
    assert edited(REFERENCE, [program, edit("-    return y", "+    return -y")]) is None
