"""Each row of the table "I want to check that…" is run on a program that it passes and on one that it catches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.trusting import trust
from dropgrade.grading import Grader
from dropgrade.report import Outcome, ProblemReport
from dropgrade.submission.targets import Target
from dropgrade.verify.samples import in_memory
from tests.conftest import ROOT

PAGE = (ROOT / "solutions" / "README.md").read_text("utf-8")
TABLE = PAGE.partition("| I want to check that… | write |\n|---|---|\n")[2].partition("\n\n")[0]
WRITTEN = {
    words: "\n".join(re.findall(r"`([^`]*)`", code)).replace("\\|", "|")
    for words, code in (line.strip("| ").split(" | ", 1) for line in TABLE.splitlines())
}
TOML = 'title = "A row"\nsummary = "One row."\nnames = {names}\nhints = ["None."]\nreading = ["None"]\n{more}'
HEAD = "import ast\nimport numpy as np\nimport pytest\nfrom dropgrade.checks import *\n"
EXAMPLES = "from hypothesis import given\nfrom hypothesis import strategies as st\n"
SQUARE = "def f(n):\n    return n * n\n"
DOUBLE = "def f(n):\n    return n + n\n"


@dataclass(frozen=True)
class Row:
    """A correct program and a wrong one; a row of marks is followed by the check `body`."""

    right: str
    wrong: str
    body: str = ""
    arguments: str = "student, rng, x=X"
    more: str = ""
    """The contents of problem.toml other than the names."""
    ended: Outcome = Outcome.FAIL
    """The outcome of the check on the wrong program."""


def each(body: str, arguments: str) -> dict[str, str]:
    """Return a check of squares that follows the marks of a row."""
    return {"body": body, "arguments": arguments}


ROWS = {
    "a number is right, except for rounding": Row(SQUARE, DOUBLE),
    "an array is right: shape, dtype and values": Row(DOUBLE, SQUARE),
    "a text, list, dictionary, decimal or date is right": Row(
        "def f(text):\n    return sorted(text.split())\n", "def f(text):\n    return text.split()\n"
    ),
    "something holds that I work out myself": Row(SQUARE, "def f(x):\n    return -x * x\n"),
    "a bad argument is refused": Row("def f(n):\n    raise ValueError\n", SQUARE),
    "an argument is left as it was": Row(SQUARE, "def f(x):\n    x *= 2\n"),
    "random numbers come with the right probability": Row(
        "def f(n, rng):\n    return rng.random(n) < 0.3\n", "def f(n, rng):\n    return rng.random(n) < 0.5\n"
    ),
    "equal seeds give equal numbers": Row(
        "def f(n, rng):\n    return rng.random(n)\n",
        "import numpy\ndef f(n, rng):\n    return numpy.random.random(n)\n",
    ),
    "an object keeps its state": Row(
        "class Counter:\n    total = 0\n    def add(self, n):\n        self.total += n\n",
        "class Counter:\n    total = 0\n    def add(self, n):\n        pass\n",
    ),
    "a generator gives its items one by one": Row(
        "def f():\n    n = 0\n    while True:\n        yield n * n\n        n += 1\n",
        "def f():\n    yield from [0, 1]\n",
    ),
    "the right thing is printed": Row(
        "def f(n):\n    for k in range(n):\n        print(k + 1)\n", "def f(n):\n    print(n)\n"
    ),
    "standard input is read": Row("def f():\n    return int(input()) ** 2\n", "def f():\n    return 4\n"),
    "a script does its work": Row(
        "print(int(input()) ** 2)\n", "print(4)\n", more="script = true\n", ended=Outcome.FAIL
    ),
    "files are read and written": Row(
        "def f(path, out):\n    lines = sorted(open(path))\n    open(out, 'w').writelines(lines)\n",
        "def f(path, out):\n    open(out, 'w').write(open(path).read())\n",
        more="[allow]\nfiles = true\n",
    ),
    "another module of the problem is right": Row(
        "# file: words.py\ndef count(text):\n    return len(text.split())\n",
        "# file: words.py\ndef count(text):\n    return len(text)\n",
        more='[modules]\nwords = ["count"]\n',
    ),
    "the right thing is drawn": Row(
        "import matplotlib.pyplot as plt\ndef f():\n    plt.title('Squares')\n",
        "import matplotlib.pyplot as plt\ndef f():\n    plt.title('Cubes')\n",
        more='[allow]\npackages = ["matplotlib"]\n[limits]\nmemory_mb = 1024\n',
    ),
    "a function is called often enough, or not too often": Row(
        "def f(n, known={}):\n    if n not in known:\n        known[n] = n if n < 2 else f(n - 1) + f(n - 2)\n"
        "    return known[n]\n",
        "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
    ),
    "time grows no faster than n": Row(
        "def f(xs):\n    return [x + 1 for x in xs for _ in range(50)][0]\n",
        "def f(xs):\n    return sum(x == y for x in xs for y in xs)\n",
    ),
    "there is no loop": Row(SQUARE, "def f(xs):\n    return [x * x for x in xs]\n"),
    "a function is used, and others are not": Row(
        "from numpy import exp as e\ndef f(x):\n    return e(x)\n", "import math\ndef f(x):\n    return math.exp(x)\n"
    ),
    "a formula is in the program": Row(
        "def f(x, mask, p):\n    keep = 1 - p\n    return mask * x / keep\n",
        "def f(x, mask, p):\n    return mask * x / p\n",
    ),
    "the program is written as I want": Row(
        SQUARE, "def f(x):\n    try:\n        return x * x\n    except ValueError:\n        return None\n"
    ),
    "several inputs are right; the first that is not is shown": Row(
        SQUARE, DOUBLE, **each("expect_value(student.f(n), square, what='f(n)')", "student, n, square")
    ),
    "several inputs are right, and each is a line of the report": Row(
        SQUARE, DOUBLE, **each("expect_value(student.f(n), n * n, what='f(n)')", "student, n")
    ),
    "any input is right": Row(SQUARE, DOUBLE, **each("expect_value(student.f(n), n * n, what='f(n)')", "student, n")),
    "a part is right, for a part of the points": Row(SQUARE, DOUBLE, ended=Outcome.PARTIAL),
    "a person reads it and gives the points": Row(
        SQUARE, "def f(n):\n    raise NotImplementedError\n", **each("...", ""), ended=Outcome.NOT_ATTEMPTED
    ),
}


def suite_of(code: str, row: Row) -> str:
    """Return a suite with the one check of a row, and another check if the marks need one."""
    marks, body = (code, row.body) if code.startswith("@") else ("", code)
    points = "" if "points" in marks else "@pytest.mark.points(10)\n"
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    check = f'X = np.array([[1.0, 2.0]])\n\n{marks}\n{points}def test_row({row.arguments}):\n    "A row."\n{indented}\n'
    other = '\n@pytest.mark.points(8)\ndef test_other(student):\n    "Another."\n    student.f(2)\n'
    return HEAD + (EXAMPLES if "@given" in code else "") + check + (other if "manual" in marks else "")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[ProblemReport, ProblemReport]]:
    """Return the reports of both programs of each row, from one run."""
    root = tmp_path_factory.mktemp("rows")
    targets = []
    for number, (words, row) in enumerate(ROWS.items()):
        name = f"p{number:02d}_row_{chr(97 + number // 26)}{chr(97 + number % 26)}"
        names = "[]" if "script" in row.more else '["Counter"]' if "Counter" in row.right else '["f"]'
        tables = {f"exercises/{name}/problem.toml": TOML.format(names=names, more=row.more)}
        for file, text in (tables | {f"solutions/{name}/suite.py": suite_of(WRITTEN[words], row)}).items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, "utf-8")
        programs = (in_memory(Path(f"{name.partition('_')[2]}.py"), text) for text in (row.right, row.wrong))
        targets += [Target(name, root, program) for program in programs]
    trust(root)
    with Grader(Course(root, root)) as grader:
        reports = grader.grade(targets).problems
    return {words: (reports[2 * n], reports[2 * n + 1]) for n, words in enumerate(ROWS)}


def test_every_row_is_run() -> None:
    """The table and the programs here have the same rows."""
    assert list(WRITTEN) == list(ROWS)


@pytest.mark.parametrize("words", ROWS)
def test_a_row_tells_right_from_wrong(graded: dict[str, tuple[ProblemReport, ProblemReport]], words: str) -> None:
    """The correct program gets all points that the grader can give, and the wrong one loses the check as intended."""
    right, wrong = graded[words]
    assert [c.message for c in right.checks if c.outcome not in (Outcome.PASS, Outcome.TO_BE_READ)] == []
    assert wrong.score < wrong.max_score
    assert {c.outcome for c in wrong.checks if c.outcome is not Outcome.PASS} == {ROWS[words].ended}
