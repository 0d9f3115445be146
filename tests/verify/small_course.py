"""A small sound course, and edits that make it unsound: one problem for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dropgrade.course.trusting import trust

TOML = """\
title = "Shares"
summary = "Divide each row by its sum."
names = ["f"]
hints = ["Which axis?"]
reading = ["None"]
"""
STUB = '''\
"""Divide each row of x by its sum."""


def f(x):
    raise NotImplementedError
'''
REFERENCE = '''\
"""Shares: the reference."""


def f(x):
    total = x.sum(axis=1, keepdims=True)
    return x / total
'''
RIGHT = """\
def f(x):
    return (x.T / x.sum(axis=1)).T
"""
SUITE = '''\
"""The suite."""

import numpy as np
import pytest

from dropgrade.checks import expect_array, probe


@pytest.mark.points(6)
def test_rows(student, rng):
    """Each row is divided by its sum."""
    x = probe((3, 4), rng)
    expected = x / x.sum(axis=1, keepdims=True)
    expect_array(student.f(x), expected, what="f(x)", mistakes={"total": x / x.sum(), "columns": x / x.sum(axis=0)})


@pytest.mark.points(4)
@pytest.mark.needs("test_rows")
def test_zeros(student):
    """A zero stays a zero."""
    x = np.array([[0.0, 1.0], [3.0, 1.0]])
    expect_array(student.f(x), np.array([[0.0, 1.0], [0.75, 0.25]]), what="f(x) with a zero")
'''
LINE = "    total = x.sum(axis=1, keepdims=True)"
"""The line of the reference that the known mistakes change."""
MISTAKES = f"""\
# Mistakes

## total
- score: 0

All numbers were divided by the sum of all of them.

```diff
-{LINE}
+    total = x.sum()
```

## columns
- score: 0

The sums were taken over the columns.

```diff
-{LINE}
+    total = x.sum(axis=0)
```
"""


def section(name: str, *new: str, message: str = "Another thing is computed.", score: str = "0 to 10") -> str:
    """Return a section of mistakes.md that replaces the reference's first line."""
    made = "\n".join(f"+    {line}" for line in new)
    return f"\n## {name}\n- score: {score}\n\n{message}\n\n```diff\n-{LINE}\n{made}\n```\n"


def files_of(name: str) -> dict[str, str]:
    """Return the files of a sound problem, in both of its folders."""
    stem = name.partition("_")[2]
    return {
        f"exercises/{name}/problem.toml": TOML,
        f"exercises/{name}/{stem}.py": STUB,
        f"solutions/{name}/{stem}.py": REFERENCE,
        f"solutions/{name}/suite.py": SUITE,
        f"solutions/{name}/right/other.py": RIGHT,
        f"solutions/{name}/mistakes.md": MISTAKES,
    }


def write_problem(root: Path, name: str, edits: Mapping[str, Any]) -> None:
    """Write a problem into a trusted course, with some of its files deleted, rewritten, extended or edited.

    Files are named without the problem: problem.toml, stub, reference, suite.py, mistakes.md and so on.
    """
    files = files_of(name)
    for short in edits.get("delete", []):
        del files[_place_of(name, short)]
    for short, text in edits.get("write", {}).items():
        files[_place_of(name, short)] = text
    for short, text in edits.get("append", {}).items():
        files[_place_of(name, short)] += text
    for short, (old, new) in edits.get("replace", {}).items():
        file = _place_of(name, short)
        assert old in files[file], f"{short} does not hold {old!r}"
        files[file] = files[file].replace(old, new, 1)
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, "utf-8")
    trust(root)


def _place_of(name: str, short: str) -> str:
    stem = name.partition("_")[2]
    if short == "reference":
        return f"solutions/{name}/{stem}.py"
    if short in ("problem.toml", "stub") or short.startswith("exercise/"):
        return f"exercises/{name}/{f'{stem}.py' if short == 'stub' else short.removeprefix('exercise/')}"
    return f"solutions/{name}/{short}"
