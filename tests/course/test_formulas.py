"""The forms of formulas.md and of the glossary, and their possible faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from dropgrade.course.formulas import FILE, NONE, examine_formulas
from dropgrade.course.glossary import examine_glossary, read_glossary
from tests.cases import COURSE

SOUND = r"""# The formulas of doubling

$$ \term{out}{y}
   = 2 \, \term{x}{x} $$

- out: twice the input,
  entry by entry `2 * x`
- x: the input

```python
>>> x = np.array([1.5, 2.5])
>>> y = double(
...     x)
```
"""


def test_formulas_are_read(tmp_path: Path) -> None:
    """Formulas and descriptions of terms may span lines, and a description ends with its code."""
    (tmp_path / FILE).write_text(SOUND, "utf-8")
    found, faults = examine_formulas(tmp_path)
    assert not faults
    assert found.latex == (r"\term{out}{y} = 2 \, \term{x}{x}",)
    assert [(t.key, t.words, t.value) for t in found.terms.values()] == [
        ("out", "twice the input, entry by entry", "2 * x"),
        ("x", "the input", ""),
    ]
    assert found.lines == ("x = np.array([1.5, 2.5])", "y = double(", "    x)")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("- x: the input\n", "", "the term 'x' is in a formula only"),
        (r"\term{x}{x}", "x", "no formula has the term 'x'"),
        ("`2 * x`", "`2 *`", "`2 *` is not an expression"),
        ("...     x)", "...     x", "the lines of the call are not Python"),
        ("$$", "$", "it has no formula"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """Each fault has a sentence, which `dropgrade verify` shows with the others."""
    (tmp_path / FILE).write_text(SOUND.replace(old, new), "utf-8")
    assert fault in [each.message for each in examine_formulas(tmp_path)[1]]


def test_what_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    """A missing file has no formulas; bytes that are not text are a fault."""
    assert examine_formulas(tmp_path) == (NONE, [])
    assert examine_glossary(tmp_path / "terms.md") == ({}, [])
    for name in (FILE, "terms.md"):
        (tmp_path / name).write_bytes(b"\xff\xfe")
    assert "cannot be read" in examine_formulas(tmp_path)[1][0].message
    assert "cannot be read" in examine_glossary(tmp_path / "terms.md")[1][0].message


def test_the_glossary_has_two_levels() -> None:
    """Every term has a plain definition, only beginners' terms lack a precise one, and no form is used twice."""
    glossary = read_glossary(COURSE)
    assert not examine_glossary(COURSE.root / "exercises/terms.md")[1]
    assert glossary["mask"].forms == ("mask", "masks")
    assert "Bernoulli" in glossary["mask"].precise
    assert glossary["batch"].precise == ""
    forms = [form.lower() for term in glossary.values() for form in term.forms]
    assert sorted(forms) == sorted(set(forms))


def test_faults_of_a_glossary(tmp_path: Path) -> None:
    """A term without a definition and a duplicate term are reported with their lines."""
    (tmp_path / "terms.md").write_text("# Terms\n\n## a\n- also: b\n\n## c\n\nText.\n\n## c\n\nText.\n", "utf-8")
    faults = examine_glossary(tmp_path / "terms.md")[1]
    assert [(each.line, each.message) for each in faults] == [
        (3, "'a' has no definition"),
        (10, "'c' is there twice"),
    ]
