"""`dropgrade check` on notebooks from any tool: which problems they are for, and what counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dropgrade.errors import DropgradeError
from dropgrade.submission.submission import read_submission
from dropgrade.submission.targets import resolve
from tests.cases import COURSE
from tests.conftest import ROOT, Run
from tests.jupyter.books import P03, REFERENCE, V4, reference_of, write

P01, P04, P12 = "p01_bernoulli_mask", "p04_dropout_backward", "p12_network_with_dropout"
STUB = "def inverted_dropout(x, p, training=True, rng=None):\n    raise NotImplementedError"
ENDLESS = "while True:\n    pass"


def graded(run: Run, *arguments: str | Path) -> list[dict[str, Any]]:
    """Return the reports on the problems."""
    return json.loads(run("check", "--json", *arguments).stdout)["problems"]  # type: ignore[no-any-return]


def problems(file: Path) -> list[str]:
    """Return the problems that a notebook is graded for."""
    return [target.problem for target in resolve(COURSE, [str(file)], opens_notebooks=True)]


def holding(*names: str) -> dict[str, Any]:
    """Return metadata that list a notebook's problems."""
    return {"metadata": {"dropgrade": {"problems": [*names]}}}


# Which problems it is for.


@pytest.mark.parametrize(
    ("name", "more", "cells", "expected"),
    [
        ("any", holding(P03, P01), [], [P03, P01]),
        ("p04_dropout_backward", holding(P03), [], [P03]),
        ("p04", {}, [REFERENCE], [P04]),
        ("inverted_scaling", {"metadata": {"dropgrade": {"problems": []}}}, [], [P03]),
        ("Copy of p03", {}, [REFERENCE], [P03]),
        ("any", {"metadata": {"dropgrade": {"problems": [3]}}}, [REFERENCE], [P03]),
        ("any", {"metadata": {"dropgrade": 3}}, [REFERENCE], [P03]),
        ("any", {"metadata": None}, [reference_of(P04), REFERENCE], [P03, P04]),
        ("any", {}, ["def dropout_forward(): pass"], [P04]),
        ("any", {}, ["def dropout_forward(): pass", REFERENCE], [P03]),
    ],
)
def test_a_notebook_says_itself_what_it_is_for(
    tmp_path: Path, name: str, more: dict[str, Any], cells: list[str], expected: list[str]
) -> None:
    """A notebook's metadata decide, then the file's name, then what its cells define."""
    assert problems(write(tmp_path / f"{name}.ipynb", cells, **more)) == expected


@pytest.mark.parametrize(
    ("more", "cells", "message"),
    [
        ({}, [], "any.ipynb fits no problem by its name, and defines nothing that one asks for."),
        (
            {},
            ["x = 1", "def g(): pass"],
            "any.ipynb fits no problem by its name, and defines nothing that one asks for.",
        ),
        (holding("p77_none"), [REFERENCE], "any.ipynb says that it holds p77_none, which is not in this course."),
        (holding(P03, "p77_none"), [REFERENCE], "any.ipynb says that it holds p77_none, which is not in this course."),
    ],
)
def test_what_is_not_clear_is_said(
    run: Run, tmp_path: Path, more: dict[str, Any], cells: list[str], message: str
) -> None:
    """A notebook for no problem, or for one of another course, is refused with a message and a hint."""
    result = run("check", write(tmp_path / "any.ipynb", cells, **more).name, "--course", ROOT, cwd=tmp_path)
    assert result.returncode == 2
    first, second = result.stderr.splitlines()
    assert first == f"dropgrade: {message}"
    assert "--problem" in second


def test_names_that_several_problems_ask_for_are_in_doubt(tmp_path: Path) -> None:
    """If two problems ask for the same name, neither is guessed."""
    from tests.course.test_course import make_course  # whose problems all ask for f

    course = make_course(tmp_path / "course", "p01_one", "p02_two")
    file = write(tmp_path / "any.ipynb", ["def f(): pass"])
    with pytest.raises(DropgradeError, match="could be for p01_one, p02_two: each asks for `f`"):
        resolve(course, [str(file)], opens_notebooks=True)


@pytest.mark.parametrize(("name", "code"), [("p03.ipynb", 1), ("any.ipynb", 2)])
def test_a_broken_notebook_says_so(run: Run, tmp_path: Path, name: str, code: int) -> None:
    """A broken notebook named after a problem is graded as an error, otherwise refused, with the same message."""
    (tmp_path / name).write_text('{"cells": [')
    result = run("check", name, "--course", ROOT, cwd=tmp_path)
    assert result.returncode == code
    assert f"{name} is not a notebook that can be read." in " ".join((result.stdout + result.stderr).split())


def test_a_written_notebook_is_found_in_its_folder(run: Run, tmp_path: Path) -> None:
    """A folder with p03_inverted_scaling.ipynb, as `notebook` names it, can be graded."""
    write(tmp_path / f"{P03}.ipynb", [REFERENCE])
    assert [p["score"] for p in graded(run, tmp_path)] == [10]


# Several problems in one notebook.


def test_several_problems_give_several_reports(run: Run, tmp_path: Path) -> None:
    """Each problem is graded on its own cells, unaffected by the cells of others."""
    cells = [
        reference_of(P04),
        ENDLESS,
        REFERENCE,
        "def broken(:",
        "raise SystemExit",
        "def bernoulli_mask(x): return x",
    ]
    found = graded(run, write(tmp_path / "all.ipynb", cells, **holding(P01, P03, P04)))
    assert [(p["problem"], p["score"]) for p in found] == [(P01, 0), (P03, 10), (P04, 10)]


def test_what_is_in_no_cell_is_named(run: Run, tmp_path: Path) -> None:
    """If a cell was deleted, exactly the names that it defined are reported as missing."""
    half = reference_of(P04).replace("def dropout_backward", "def other")
    (found,) = graded(run, write(tmp_path / "p04.ipynb", [half]))
    missing = {c["message"] for c in found["checks"] if c["outcome"] == "missing"}
    assert missing == {"No code cell of the notebook defines `dropout_backward`."}
    assert {"pass", "blocked"} & {c["outcome"] for c in found["checks"]}


# Notebooks from any tool and in any state.

MINE = REFERENCE.replace("\r", "")


def code(source: str, **more: Any) -> dict[str, Any]:
    """Return a code cell of nbformat 4."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source, **more}


COLAB = {
    "nbformat": 4,
    "nbformat_minor": 0,
    "metadata": {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}},
}
VS_CODE = {"nbformat": 4, "nbformat_minor": 2, "metadata": {"language_info": {"name": "python"}, "orig_nbformat": 4}}


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        ([code("!pip install dropgrade", metadata={"id": "aB3"}), code(f"#@title T\n{MINE}")], COLAB),
        (
            [
                code(MINE, metadata={}),
                code("SELECT 1", metadata={"vscode": {"languageId": "sql"}}),
                code("x: int = 'unread'", metadata={"vscode": {"languageId": "python"}}),
            ],
            VS_CODE,
        ),
        ([code("%load_ext dropgrade"), code(f"%%dropgrade p03\n{MINE}"), code("%dropgrade p03")], {}),
        ([code("load_ext dropgrade"), code(f"\n\n%%dropgrade {P03}\n{MINE}"), code("dropgrade p03")], {}),
        ([code(f"%%dropgrade p03\n%%time\n{MINE}\ninverted_dropout?")], {}),
        ([code(f"pip install numpy\n!pip install \\\n    scipy\n{MINE}")], {}),
        ([code(STUB), code(MINE)], {}),
        ([code(MINE.replace("/ (1 - p)", "/ keep(p)")), code("def keep(p):\n    return 1 - p")], {}),
        ([code(f"{MINE}\nprint(inverted_dropout(1, 2, 3))\nundefined"), code(ENDLESS)], {}),
        ([code(MINE.replace("\n", "\r\n"))], {}),
        ([code(MINE, outputs=[{"data": {"image/png": "A" * 3_000_000}}])], {"nbformat": 4}),
        ([code(MINE, id="same"), code("print(2)", id="same")], {}),
    ],
    ids=[
        "Colab", "VS Code", "our magics", "without percent signs", "magics on magics", "shell lines", "duplicated",
        "reordered", "tried in vain", "Windows", "large outputs", "equal ids",
    ],
)  # fmt: skip
def test_a_right_solution_counts_wherever_it_comes_from(
    run: Run, tmp_path: Path, cells: Sequence[dict[str, Any]], more: dict[str, Any]
) -> None:
    """Editors' metadata, magics, duplicates, orders and outputs do not matter."""
    (found,) = graded(run, write(tmp_path / "p03.ipynb", cells, **more))
    assert found["score"] == 10, found["checks"][0]["message"]


def test_the_last_definition_counts(run: Run, tmp_path: Path) -> None:
    """The last definition counts, as in a kernel that runs the notebook from top to bottom."""
    (found,) = graded(run, write(tmp_path / "p03.ipynb", [REFERENCE, STUB]))
    assert found["outcome"] == "not_attempted"


def test_a_notebook_of_format_3_is_graded(run: Run, tmp_path: Path) -> None:
    """Format 3 is read, and the names that it defines decide the problem."""
    sheet = {"cells": [{"cell_type": "code", "language": "python", "input": REFERENCE.splitlines(keepends=True)}]}
    (tmp_path / "old.ipynb").write_text(json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [sheet]}))
    assert [(p["problem"], p["score"]) for p in graded(run, tmp_path / "old.ipynb")] == [(P03, 10)]


def test_a_renamed_copy_of_a_written_notebook_is_graded(run: Run, tmp_path: Path) -> None:
    """A renamed copy of a generated notebook is recognised; unsolved, it is not attempted."""
    run("notebook", "p03", "p01", "-o", tmp_path / "Untitled (1).ipynb")
    found = graded(run, tmp_path / "Untitled (1).ipynb")
    assert [(p["problem"], p["outcome"]) for p in found] == [(P03, "not_attempted"), (P01, "not_attempted")]


def test_another_editors_language_is_set_aside(tmp_path: Path) -> None:
    """A cell that VS Code marks as another language keeps its number and its lines, but no code."""
    file = write(
        tmp_path / "x.ipynb", [code("ls\nrm", metadata={"vscode": {"languageId": "shellscript"}}), code("x = 1")]
    )
    assert read_submission(file).parts == (("cell 1", "\n"), ("cell 2", "x = 1"))


def test_nbformat_agrees_on_the_cells(tmp_path: Path) -> None:
    """Cells written by nbformat are read back unchanged."""
    notebook = V4.new_notebook(cells=[V4.new_code_cell(s) for s in ("x = 1\ny = 2", "", REFERENCE)])
    (tmp_path / "x.ipynb").write_text(V4.writes(notebook))
    assert [text for _, text in read_submission(tmp_path / "x.ipynb").parts] == ["x = 1\ny = 2", "", REFERENCE]


NEEDS_RATE = "rate = undefined\n" + REFERENCE.replace("    mask = rng", "    p = p * rate\n    mask = rng")


@pytest.mark.parametrize(
    "cell",
    [
        REFERENCE.replace("if not training:", "if not training"),
        NEEDS_RATE,
        "def inverted_dropout(x, p=undefined):\n    return x\n",
    ],
    ids=["no Python", "raises before the definition", "raises in the definition"],
)
def test_an_earlier_cell_is_not_graded_for_one_that_fails(run: Run, tmp_path: Path, cell: str) -> None:
    """If the last cell that defines the function fails, its error is shown, and an earlier one earns nothing."""
    (found,) = graded(run, write(tmp_path / "p03.ipynb", [REFERENCE, cell]))
    assert found["score"] == 0
    assert found["checks"][0]["message"].startswith("Cell 2 raised ")
