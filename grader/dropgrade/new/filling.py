"""The templates, which read as the files that they become, filled for a name and its functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from dropgrade.course.problem import stem_of

TEMPLATES = Path(__file__).with_name("templates")
EACH = "# For each function:\n"
HUNK = """\
 def {function}(x):
     \"\"\"Return x with each row divided by its sum.\"\"\"
-    sums = x.sum(axis=1, keepdims=True)
+    sums = x.sum()"""
"""A place of the example's diff."""
RUNS_ITSELF = """

if __name__ == "__main__":  # python {file} runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
"""
"""The end of a stub."""
UNFIT = re.compile(r"[^a-z0-9]+")
LONGEST = 40
"""Characters of a course's name."""
MOST_HALVES = 20
"""The half points of a problem: 10 in all."""


def problem_files(name: str, functions: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The files of a problem, by their paths within its exercise and within its solution."""
    each = [{"function": f, **points} for f, points in zip(functions, _points(len(functions)), strict=True)]
    title = title_of(name)
    exercise = {
        "problem.toml": _filled("problem.toml", title=title, names=_listed(functions)),
        f"{stem_of(name)}.py": _filled("stub.py", each, title=title, rule="=" * len(title), calls=_calls(functions))
        + RUNS_ITSELF.format(file=f"{stem_of(name)}.py"),
    }
    topic = title[0].lower() + title[1:]
    solution = {
        f"{stem_of(name)}.py": _filled("reference.py", each, name=name),
        "suite.py": _filled("suite.py", each, name=name),
        "right/another_way.py": _filled("right.py", each),
        "mistakes.md": _filled("mistakes.md", topic=topic, hunks=_hunks(functions)),
        "example.md": _filled("example.md", each, topic=topic),
    }
    return exercise, solution


def quiz_text(name: str) -> str:
    """The text of a quiz."""
    return _filled("quiz.md", title=title_of(name))


def course_text() -> str:
    """What an empty course says about itself."""
    return _filled("course.md")


def course_file(folder: str) -> str:
    """The name and version of a new course, called after its folder where that gives a name."""
    name = UNFIT.sub("-", folder.lower()).strip("-0123456789")[:LONGEST].rstrip("-")
    return _filled("course.toml", name=name or "my-course")


def title_of(name: str) -> str:
    """The title that a name suggests: `p27_my_topic` is "My topic"."""
    return stem_of(name).strip("_").replace("_", " ").capitalize()


def _filled(template: str, functions: Sequence[Mapping[str, str]] = (), **values: str) -> str:
    """A template with its last part, where it has one for each function, as often as there are functions."""
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    head, _, each = text.partition(EACH)
    parts = [Template(head).substitute(values), *(Template(each).substitute(values, **f) for f in functions)]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def _points(count: int) -> list[dict[str, str]]:
    """What the gate and the check of each function are worth: all half points, shared out as evenly as they go."""
    shares = [MOST_HALVES // count + (i < MOST_HALVES % count) for i in range(count)]
    gates = [max(1, share // 3) for share in shares]
    pairs = zip(gates, shares, strict=True)
    return [{"gate_points": f"{gate / 2:g}", "points": f"{(share - gate) / 2:g}"} for gate, share in pairs]


def _hunks(functions: Sequence[str]) -> str:
    """The edit that makes the example's mistake in every function: the `def` says which of the alike lines is meant."""
    return "\n@@\n".join(HUNK.format(function=function) for function in functions)


def _listed(functions: Sequence[str]) -> str:
    return ", ".join(f'"{f}"' for f in functions)


def _calls(functions: Sequence[str]) -> str:
    return "\n".join(f"`{f}(x)` returns x with each row divided by its sum." for f in functions)
