"""Fill the templates of new files with a name and its functions; each template reads like the file it becomes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from dropgrade.course.faults import LEFT_OPEN
from dropgrade.course.problem import stem_of

TEMPLATES = Path(__file__).with_name("templates")
EACH = "# For each function:\n"
EDIT = "- edit: `x.sum(axis=1, keepdims=True)` -> `x.sum()`"
"""The edit that makes the example's mistake in its one function."""
HUNK = """\
 def {function}(x):
     \"\"\"Return x with each row divided by its sum.\"\"\"
-    sums = x.sum(axis=1, keepdims=True)
+    sums = x.sum()"""
"""A hunk of the diff that makes the mistake in several functions."""
RUNS_ITSELF = """

if __name__ == "__main__":  # python {file} runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
"""
"""The last lines of a stub, which run the example."""
UNFIT = re.compile(r"[^a-z0-9]+")
LONGEST = 40
"""The longest name of a course, in characters."""
MOST_HALVES = 20
"""The half points of a problem: 10 in all."""


KINDS = ("function", "class", "script", "files")
"""What students may be asked to write."""
SEVERAL = ("words",)
"""The other modules of the example that has several files."""


def problem_files(name: str, functions: Sequence[str], kind: str = "function") -> tuple[dict[str, str], dict[str, str]]:
    """The files of a problem, by their paths within its exercise and within its solution."""
    stem, title = stem_of(name), title_of(name)
    each = [{"function": f, **points} for f, points in zip(functions, _points(len(functions)), strict=True)]
    parts = each if kind == "function" else ()
    values = {
        "name": name, "title": title, "rule": "=" * len(title), "topic": title[0].lower() + title[1:],
        "function": functions[0], "calls": _calls(functions), "edit": _edit(functions),
    }  # fmt: skip

    def filled(file: str) -> str:
        return _filled(f"{kind}/{file}", parts, **values)

    others = [module for module in SEVERAL if (TEMPLATES / kind / f"stub_{module}.py.txt").exists()]
    runs_itself = RUNS_ITSELF.format(file=f"{stem}.py") if kind == "function" else ""
    exercise = {"problem.toml": _problem_toml(title, functions, kind), f"{stem}.py": filled("stub.py") + runs_itself}
    exercise |= {f"{module}.py": filled(f"stub_{module}.py") for module in others}
    solution = {f"{stem}.py": filled("reference.py")}
    solution |= {f"{module}.py": filled(f"reference_{module}.py") for module in others}
    solution |= {"suite.py": filled("suite.py"), "right/another_way.py": filled("right.py")}
    solution |= {"mistakes.md": filled("mistakes.md")}
    return exercise, solution | ({"example.md": filled("example.md")} if kind == "function" else {})


def _problem_toml(title: str, functions: Sequence[str], kind: str) -> str:
    words = tomllib.loads((TEMPLATES / kind / "words.toml.txt").read_text("utf-8"))
    hints = "\n".join(f"    {json.dumps(hint, ensure_ascii=False)}," for hint in words["hints"])
    names = _listed(functions) if kind != "script" else ""
    return _filled(
        "problem.toml", title=title, names=names, hints=hints, summary=words["summary"], reading=words["reading"],
        more=words.get("more", ""),
    )  # fmt: skip


def without_open_lines(text: str) -> str:
    """Return a template without its TODO lines, as a finished example."""
    return "".join(line for line in text.splitlines(keepends=True) if not LEFT_OPEN.search(line))


def quiz_text(name: str) -> str:
    """The text of a quiz."""
    return _filled("quiz.md", title=title_of(name))


def course_text() -> str:
    """The README of an empty course."""
    return _filled("course.md")


def course_file(folder: str) -> str:
    """The name and version of a new course, called after its folder where that gives a name."""
    name = UNFIT.sub("-", folder.lower()).strip("-0123456789")[:LONGEST].rstrip("-")
    return _filled("course.toml", name=name or "my-course")


def title_of(name: str) -> str:
    """The title that a name suggests: `p27_my_topic` is "My topic"."""
    return stem_of(name).strip("_").replace("_", " ").capitalize()


def _filled(template: str, functions: Sequence[Mapping[str, str]] = (), **values: str) -> str:
    """Fill a template; its last part, if there is one for each function, is repeated for every function."""
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    head, _, each = text.partition(EACH)
    parts = [
        Template(head).substitute(values),
        *(Template(each).substitute({**values, **f}) for f in functions if each),
    ]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def _points(count: int) -> list[dict[str, str]]:
    """The points of the gate and of each function's check: 10 in half points, shared as evenly as possible."""
    shares = [MOST_HALVES // count + (i < MOST_HALVES % count) for i in range(count)]
    gates = [max(1, share // 3) for share in shares]
    pairs = zip(gates, shares, strict=True)
    return [{"gate_points": f"{gate / 2:g}", "points": f"{(share - gate) / 2:g}"} for gate, share in pairs]


def _edit(functions: Sequence[str]) -> str:
    """The edit that makes the example's mistake in every function; the `def` tells equal lines apart."""
    if len(functions) == 1:
        return EDIT
    return "```diff\n" + "\n@@\n".join(HUNK.format(function=function) for function in functions) + "\n```"


def _listed(functions: Sequence[str]) -> str:
    return ", ".join(f'"{f}"' for f in functions)


def _calls(functions: Sequence[str]) -> str:
    return "\n".join(f"`{f}(x)` returns x with each row divided by its sum." for f in functions)
