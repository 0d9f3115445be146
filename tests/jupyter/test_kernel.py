"""`%dropgrade` and `%%dropgrade` in a real kernel."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.cases import COURSE
from tests.conftest import ROOT, run_command
from tests.jupyter.books import P03, REFERENCE, html, outputs_of, reference_of, run_in_kernel, texts, wrong

Outputs = dict[str, list[Any]]
BODY = REFERENCE[REFERENCE.index("def ") :]
HELPER = "def factor_of(p):\n    return 1 / (1 - p)"
WITH_HELPER = BODY.replace("/ (1 - p)", "* factor_of(p)")
MESSAGE = "The survivors keep their size"
STUB = (COURSE.exercises / P03 / "inverted_scaling.py").read_text("utf-8")


@pytest.fixture(scope="module", autouse=True)
def _kernels_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep IPython's history out of the user's folder."""
    os.environ["IPYTHONDIR"] = str(tmp_path_factory.mktemp("ipython"))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    """One kernel in which a student tries all sorts of things."""
    folder = tmp_path_factory.mktemp("session")
    (folder / "random.py").write_text("raise RuntimeError('a file of the student beside the notebook')")
    cells = {
        "load": "%load_ext dropgrade",
        "nothing": "%dropgrade p03",
        "stub": f"%%dropgrade p03\n{STUB}",
        "wrong": f"%%dropgrade {P03}\n{wrong('no_scaling')}\nprint('the cell ran')",
        "fails": "1 / 0\nlater = 1",
        "endless": "def count():\n    while True:\n        pass",
        "helper": HELPER,
        "right": f"import time\n{WITH_HELPER}",
        "check": "%dropgrade p03",
        "state": "print(time.__name__, 'pytest' in __import__('sys').modules)",
        "broken": "%%dropgrade p03\ndef inverted_dropout(x:\n    return x",
        "raises": "%%dropgrade p03\nprint('before')\nraise KeyError('mine')",
        "raises-first": f"%%dropgrade p03\n1 / 0\n{BODY}",
        "awaits-first": f"%%dropgrade p03\nawait data\n{BODY}",
        "fails-below": f"%%dropgrade p03\n{BODY}\nassert False",
        "typed-wrong": "def inverted_dropout(x:\n    return x",
        "asked-later": "%dropgrade p03",
        "unknown": "%dropgrade p77",
        "unnamed": "%dropgrade",
    }
    return run_in_kernel(cells, folder)


def test_a_mistake_is_named_as_html_and_as_text(session: Outputs) -> None:
    """The cell runs, then the message appears as HTML and text in one output."""
    *printed, feedback = session["wrong"]
    assert texts(printed) == "the cell ran"
    assert set(feedback.data) == {"text/html", "text/plain"}
    for shown in (texts([feedback]), html([feedback])):
        assert MESSAGE in " ".join(shown.split())
        assert "1.51607 and 2.82805" in shown
        assert "■" in shown


def test_helpers_in_other_cells_count(session: Outputs) -> None:
    """Definitions from all cells are graded together, even if other cells failed or were replaced."""
    assert "10 / 10" in texts(session["check"])
    assert "Full marks." in html(session["check"])


def test_a_stub_is_not_written_yet(session: Outputs) -> None:
    """The unsolved stub says what it will be checked for."""
    assert "Not written yet. What it will be checked for:" in texts(session["stub"])
    assert "Not written yet. What it will be checked for:" in html(session["stub"])


def test_a_session_without_the_function_says_so(session: Outputs) -> None:
    """If no cell defines the name, the message says so, without a traceback."""
    assert "No code cell of the notebook defines `inverted_dropout`." in texts(session["nothing"])


def test_the_cell_is_run_in_the_kernel_and_graded_outside(session: Outputs) -> None:
    """What the cell defines remains in the kernel, and nothing of the grader does."""
    assert texts(session["state"]) == "time False"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("broken", "failed. SyntaxError"),
        ("raises", "failed. KeyError: 'mine'"),
        ("raises-first", "failed. ZeroDivisionError: division by zero"),
        ("awaits-first", "`await` does not work below %%dropgrade"),
        ("asked-later", "failed. SyntaxError"),
    ],
)
def test_what_was_defined_before_is_not_graded_for_a_cell_that_fails(session: Outputs, cell: str, words: str) -> None:
    """A cell that fails before its definition is named, and an earlier definition is not graded."""
    assert words in texts(session[cell])
    assert "10 / 10" not in texts(session[cell])
    assert "Nothing was graded" in html(session[cell])


def test_a_cell_that_fails_below_its_definition_is_graded(session: Outputs) -> None:
    """A cell that fails after its definition is graded, and the kernel shows the error."""
    assert any(output.output_type == "error" for output in session["fails-below"])
    assert "10 / 10" in texts(session["fails-below"])


def test_all_call_a_cell_by_its_number(session: Outputs) -> None:
    """The prompt, the kernel's traceback and the report have the same cell number and line."""
    number = list(session).index("fails-below") + 1
    traceback = "".join(line for output in session["fails-below"] for line in output.get("traceback", []))
    assert f"In[{number}]" in re.sub(r"\x1b\[[0-9;]*m", "", traceback)
    assert f"cell [{number}]" in texts(session["fails-below"])


def test_wrong_use_is_answered_in_words(session: Outputs) -> None:
    """An unknown problem and a missing name give a message and a hint, not a traceback."""
    assert "There is no problem, file or folder 'p77'." in texts(session["unknown"])
    assert "There is no problem, file or folder &#x27;p77&#x27;." in html(session["unknown"])
    assert texts(session["unnamed"]) == "dropgrade: No problem is named. Name a problem: %dropgrade p03"


def test_plain_text_has_no_colours(session: Outputs) -> None:
    """The text has no colours, whatever the kernel's settings."""
    assert "\x1b" not in texts(session["wrong"])


def test_a_generated_part_that_is_solved_gets_full_marks(tmp_path: Path) -> None:
    """Every check of a whole part passes, and the cells to try things run without error."""
    assert run_command("notebook", "--part", "1", "--course", ROOT, cwd=tmp_path).returncode == 0
    notebook: Any = nbformat.read(tmp_path / "part1.ipynb", 4)  # type: ignore[no-untyped-call]
    problems = notebook.metadata["dropgrade"]["problems"]
    for cell in notebook.cells:
        if cell.id.endswith("-stub"):
            cell.source = reference_of(cell.id.removesuffix("-stub"))
    found = outputs_of(notebook, tmp_path)
    assert not [o for each in found.values() for o in each if o.output_type == "error"]
    assert [p for p in problems if "Full marks." in html(found[f"{p}-check"])] == problems
    assert [p for p in problems if found[f"{p}-try"]] == problems
    assert not [p for p in problems if "not written yet" in texts(found[f"{p}-try"])]


def test_the_course_around_the_kernel_is_the_course(tmp_path: Path) -> None:
    """A kernel in a course's folder grades with that course."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part / P03, tmp_path / part / "p77_mine_scaling")
        (tmp_path / part / "p77_mine_scaling" / "inverted_scaling.py").rename(
            tmp_path / part / "p77_mine_scaling" / "mine_scaling.py"
        )
    (tmp_path / "quizzes").mkdir()
    cells = {"load": "%load_ext dropgrade", "check": f"%%dropgrade p77\n{BODY}"}
    assert "p77_mine_scaling" in texts(run_in_kernel(cells, tmp_path / "quizzes")["check"])


def test_what_a_kernel_in_a_workspace_grades_is_on_record(tmp_path: Path) -> None:
    """Attempts and scores are recorded as for a file; a stub leaves no record."""
    run_command("init", tmp_path)
    record = "from pathlib import Path\nprint(Path('.dropgrade/progress.json').exists())"
    cells = {"load": "%load_ext dropgrade", "stub": f"%%dropgrade p03\n{STUB}", "record": record}
    found = run_in_kernel(cells | {"wrong": f"%%dropgrade p03\n{wrong('no_scaling')}"}, tmp_path)
    assert texts(found["record"]) == "False"
    kept = json.loads((tmp_path / ".dropgrade/progress.json").read_text())["problems"][P03]
    assert {"attempts": 1, "best": 5.0}.items() <= kept.items()
    row = next(row for row in run_command("list", cwd=tmp_path).stdout.splitlines() if row.startswith(P03))
    assert "attempted" in row
    assert "changed" not in run_command(cwd=tmp_path).stdout
