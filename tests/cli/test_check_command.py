"""`dropgrade check` for its user: targets, screens, JSON and exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cases import program
from tests.conftest import COMMAND, ROOT, Run, run_command
from tests.on_a_terminal import shown_on_a_terminal

P03 = "p03_inverted_scaling"
REFERENCE = ROOT / "solutions" / P03 / "inverted_scaling.py"
STUB = ROOT / "exercises" / P03 / "inverted_scaling.py"
Wrong = Callable[..., Path]


@pytest.fixture
def wrong(tmp_path: Path) -> Wrong:
    """A function that writes the reference of p03 with known mistakes and returns the file."""

    def write(*mistakes: str) -> Path:
        file = tmp_path / f"{'_and_'.join(mistakes)}.py"
        file.write_text(program(P03, *mistakes), "utf-8")
        return file

    return write


def report(run: Run, *arguments: str | Path, **options: Any) -> dict[str, Any]:
    """Return the JSON report of a run."""
    return json.loads(run("check", "--json", *arguments, **options).stdout)  # type: ignore[no-any-return]


@cache
def checked(mistake: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Check the reference of p03 with a known mistake, once for all tests that look at the same run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "inverted_scaling.py"
        file.write_text(program(P03, mistake), "utf-8")
        return run_command("check", *words, "--problem", "p03", file)


def test_full_marks_exit_with_0(run: Run) -> None:
    """A right solution earns everything, with exit code 0."""
    result = run("check", REFERENCE.parent)
    assert result.returncode == 0
    assert "10 / 10" in result.stdout
    assert result.stdout.rstrip().splitlines()[-1].startswith("Full marks.")


def test_missing_points_exit_with_1() -> None:
    """A wrong solution exits with 1 and shows its mistake, what was observed and what was expected."""
    result = checked("no_scaling")
    assert result.returncode == 1
    for words in ("observed  1 and 1\n", "expected  1.51607 and 2.82805\n", "The survivors keep their size"):
        assert words in result.stdout


def test_two_mistakes_are_both_named(run: Run, wrong: Wrong) -> None:
    """A solution with two mistakes shows two messages."""
    problem = report(run, "--problem", "p03", wrong("keeps_with_p", "float64_out"))["problems"][0]
    named = {name for check in problem["checks"] for name in check["mistakes"]}
    assert named == {"keeps_with_p", "float64_out"}


def test_one_cause_is_explained_once() -> None:
    """A mistake that fails several checks is explained under the first, followed by a line for each other."""
    text = checked("keeps_with_p").stdout
    assert " ".join(text.split()).count("p is used as the chance of keeping") == 1
    follows = [line for line in text.splitlines() if "↳" in line]
    assert follows
    assert all(re.fullmatch(r"  ✗ fail    ↳ .* 0 / [\d.]+", line) for line in follows)


def test_everything_is_shown_where_it_is_asked_for() -> None:
    """With --all each check is in full, in the order of the suite, and says what it follows from."""
    problem = json.loads(checked("keeps_with_p", "--json").stdout)["problems"][0]
    text = checked("keeps_with_p", "--all").stdout
    titles = [line[12:40].strip() for line in text.splitlines() if re.match("  [✓✗·] ", line)]
    assert titles == [check["title"][:28].strip() for check in problem["checks"]]
    assert "The same cause as above (keeps with p)." in " ".join(text.split())


def test_what_the_problem_is_about_holds_the_score_at_half() -> None:
    """While an essential check fails, the score is at most half, and the report says until when."""
    result = checked("no_scaling")
    assert "At most 5 of 10 until this passes: Survivors are multiplied by 1 / (1 - p)." in result.stdout
    found = json.loads(checked("no_scaling", "--json").stdout)["problems"][0]
    assert (found["score"], found["capped_by"]) == (5, ["test_scale"])
    assert sum(check["points"] for check in found["checks"]) > 5


def test_the_mask_is_drawn(run: Run, wrong: Wrong) -> None:
    """A wrong drop rate is shown with a corner of the input, the output and the mask."""
    result = run("check", "--problem", "p03", wrong("coin_ignores_p"))
    rows = [line for line in result.stdout.splitlines() if "■" in line and "·" in line]
    assert rows
    assert all(row.count("■") + row.count("·") == 4 for row in rows)


def test_every_mark_is_readable_without_colour() -> None:
    """Outcomes are words, and nothing but text reaches a pipe."""
    out = checked("keeps_with_p").stdout
    assert "✗ fail" in out
    assert "· 4 checks are right, and count as soon as others pass" in out
    assert "\x1b" not in out


def test_stubs_earn_nothing_and_are_not_attempted(run: Run) -> None:
    """Fresh exercises score 0, and every problem is `not_attempted`."""
    found = report(run, "exercises")
    assert found["score"] == 0
    assert {p["outcome"] for p in found["problems"]} == {"not_attempted"}


@pytest.mark.long  # the proof of the course grades each of them
def test_solutions_earn_everything(run: Run) -> None:
    """The references score full marks, ten for each problem, in one run."""
    result = run("check", "--json", "solutions")
    found = json.loads(result.stdout)
    assert result.returncode == 0
    assert found["score"] == found["max_score"] == 10 * len(list((ROOT / "solutions").glob("p*/suite.py")))


def test_json_has_the_documented_form() -> None:
    """The report has exactly the documented keys."""
    found = json.loads(checked("no_scaling", "--json").stdout)
    assert list(found) == ["schema", "course", "version", "seed", "score", "max_score", "problems", "quizzes"]
    assert found["schema"] == "dropgrade/report/v1"
    keys = "problem title outcome score max_score to_be_read capped_by source sha256 checks".split()
    assert list(found["problems"][0]) == keys
    keys = [
        "check",
        "title",
        "outcome",
        "points",
        "max_points",
        "message",
        "explanation",
        "observed",
        "expected",
        "mistakes",
        "credited",
        "output",
    ]
    assert all(list(check) == keys for check in found["problems"][0]["checks"])


@pytest.mark.parametrize("seed", [0, 12345])
def test_the_same_file_and_seed_get_the_same_report(run: Run, wrong: Wrong, seed: int) -> None:
    """Two runs with one seed print the same bytes, even if the submission's randomness is unseeded."""
    arguments = ("check", "--json", "--seed", seed, "--problem", "p03", wrong("ignores_rng"))
    assert run(*map(str, arguments)).stdout == run(*map(str, arguments)).stdout


def test_another_seed_draws_other_inputs(run: Run, wrong: Wrong) -> None:
    """Another seed gives other observations."""
    first, second = (report(run, "--seed", s, "--problem", "p03", wrong("coin_ignores_p")) for s in ("1", "2"))
    observed = [[check["observed"] for check in found["problems"][0]["checks"]] for found in (first, second)]
    assert any(observed[0])
    assert observed[0] != observed[1]


@pytest.mark.parametrize("word", ["p03", "p03_inverted_scaling", "inverted_scaling", "p03_inv"])
def test_a_problem_is_named_by_any_beginning(run: Run, word: str) -> None:
    """A name, a prefix or the file's name selects the exercise."""
    found = report(run, word)
    assert [p["problem"] for p in found["problems"]] == [P03]
    assert found["problems"][0]["source"].endswith("exercises/p03_inverted_scaling/inverted_scaling.py")


def test_a_folder_of_files_is_graded_file_by_file(run: Run, tmp_path: Path) -> None:
    """Files named like the stubs are found in any folder."""
    shutil.copy(REFERENCE, tmp_path / "inverted_scaling.py")
    assert report(run, tmp_path)["score"] == 10


def test_a_finished_notebook_beside_the_untouched_stub_counts(run: Run, tmp_path: Path) -> None:
    """A finished notebook is graded, and a line says why the stub is not."""
    own = tmp_path / "exercises" / P03
    own.mkdir(parents=True)
    (tmp_path / "quizzes").mkdir()
    shutil.copy(ROOT / "exercises" / P03 / "inverted_scaling.py", own)
    cells = [{"cell_type": "code", "source": REFERENCE.read_text("utf-8")}]
    (own / "inverted_scaling.ipynb").write_text(json.dumps({"cells": cells}))
    for target in ("p03", "."):
        result = run("check", "--json", target, cwd=tmp_path)
        (found,) = json.loads(result.stdout)["problems"]
        assert (found["score"], found["source"]) == (10, f"exercises/{P03}/inverted_scaling.ipynb")
        assert result.stderr.count("\n") == 1
        assert f"not graded: exercises/{P03}/inverted_scaling.py: nothing was written in it" in result.stderr


def test_every_program_that_a_folder_holds_beside_is_listed(run: Run, tmp_path: Path) -> None:
    """A helper, a copy and an older version each have a line on standard error."""
    shutil.copy(REFERENCE, tmp_path / "inverted_scaling (1).py")
    (tmp_path / "inverted_scaling.py").write_text("def inverted_dropout(x, p):\n    return x\n")
    (tmp_path / "plots.py").write_text("x = 1\n")
    result = run("check", "--json", tmp_path)
    assert json.loads(result.stdout)["score"] == 10
    lines = sorted(line.partition(f"{tmp_path}/")[2] for line in result.stderr.splitlines())
    assert [line.partition(":")[0] for line in lines] == ["inverted_scaling.py", "plots.py"]


def test_two_submissions_for_one_problem_do_not_touch_each_other(run: Run, wrong: Wrong, tmp_path: Path) -> None:
    """The same problem is graded twice in one run, each time on its own file."""
    for name, source in (("a", REFERENCE), ("b", wrong("no_scaling")), ("c", REFERENCE)):
        (tmp_path / name).mkdir()
        shutil.copy(source, tmp_path / name / "inverted_scaling.py")
    found = report(run, *(tmp_path / name for name in "abc"))
    assert [p["score"] for p in found["problems"]] == [10, found["problems"][1]["score"], 10]
    assert found["problems"][1]["score"] < 10


def test_many_files_are_graded_for_one_problem(run: Run, wrong: Wrong, tmp_path: Path) -> None:
    """--problem accepts any number of files with any names, and reports on each in order."""
    (tmp_path / "mine.py").write_text(REFERENCE.read_text("utf-8"), "utf-8")
    files = [wrong("no_scaling"), tmp_path / "mine.py", wrong("float64_out")]
    result = run("check", "--json", "--problem", "p03", *files)
    found = json.loads(result.stdout)["problems"]
    assert result.returncode == 1
    assert [(p["problem"], p["source"]) for p in found] == [(P03, str(file)) for file in files]
    named = [{name for check in p["checks"] for name in check["mistakes"]} for p in found]
    assert named == [{"no_scaling"}, set(), {"float64_out"}]
    assert found[1]["score"] == 10


def test_the_line_that_raised_is_quoted(run: Run, tmp_path: Path) -> None:
    """An exception is shown with the line of the student's file, and its number."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text(
        "def inverted_dropout(x, p, training=True, rng=None):\n    keep = 1 - p\n    return x @ kep, None\n"
    )
    out = run("check", file).stdout
    assert "raised NameError: name 'kep' is not defined" in out
    assert "line 3:  return x @ kep, None" in out


def test_printed_text_is_shown_with_its_check(run: Run, tmp_path: Path) -> None:
    """What the student's code prints is shown under its check."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text(
        "def inverted_dropout(x, p, training=True, rng=None):\n    print('shape', x.shape)\n    return x, None\n"
    )
    out = run("check", file).stdout
    assert "It printed:" in out
    assert "| shape (80, 90)" in out


def test_a_notebook_is_graded_by_the_names_in_its_cells(run: Run, tmp_path: Path) -> None:
    """A function in any cell counts, and a failing cell elsewhere does not matter."""
    import nbformat

    cells = ["%matplotlib inline\nimport numpy as np", REFERENCE.read_text(), "plot(inverted_dropout)", "!ls"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbformat.write(notebook, tmp_path / "inverted_scaling.ipynb")
    assert report(run, tmp_path / "inverted_scaling.ipynb")["score"] == 10


def test_a_workspace_is_graded_by_the_installed_suites(run: Run, tmp_path: Path) -> None:
    """A folder with exercises but no solutions is graded with the installed suites."""
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "exercises" / P03).mkdir(parents=True)
    shutil.copy(REFERENCE, tmp_path / "exercises" / P03)
    assert report(run, "p03", cwd=tmp_path)["score"] == 10


def test_the_settings_of_the_user_change_nothing(run: Run, tmp_path: Path) -> None:
    """Pytest's environment variables and files and local modules do not affect the grading."""
    for name in ("pytest.ini", "conftest.py", "numpy.py", "random.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit('reached')\n")
    env = {"PYTEST_ADDOPTS": "--collect-only", "PYTEST_PLUGINS": "nowhere", "PYTHONHASHSEED": "7"}
    assert run("check", REFERENCE.parent, cwd=tmp_path, env=env).returncode == 0


def test_python_m_is_the_same_command(tmp_path: Path) -> None:
    """`python -m dropgrade` grades too, and imports nothing from the current folder."""
    (tmp_path / "random.py").write_text("raise SystemExit('reached')\n")
    arguments = [COMMAND.with_name("python"), "-m", "dropgrade", "check", REFERENCE.parent]
    result = subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_portable_sandbox_gives_the_same_report(run: Run, wrong: Wrong) -> None:
    """Without confinement the report is the same, and the run says what is missing."""
    arguments = ("check", "--json", "--problem", "p03", wrong("no_scaling"))
    result = run(*arguments, env={"DROPGRADE_SANDBOX": "portable"})
    assert result.stdout == run(*arguments).stdout
    assert "This machine lacks Landlock" in result.stderr


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """After Ctrl-C in an endless check: exit code 130, a sentence, and no process left."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text("import time\ntime.sleep(3600)\n")
    process = subprocess.Popen(
        [COMMAND, "check", file], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    group = wait_for_children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "dropgrade: Interrupted. Nothing was changed."
    wait_until_gone(group)


def wait_for_children(pid: int) -> set[int]:
    """Wait until a process has a grandchild (the worker of a check), and return its descendants."""
    while True:
        found = descendants(pid)
        if len(found) > 1:
            return found
        time.sleep(0.01)


def descendants(pid: int) -> set[int]:
    """Return all descendants of a process."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    below = {child for child, parent in parents.items() if parent == pid}
    return below.union(*(descendants(child) for child in below))


def state_of(pid: int) -> str:
    """Return the state letter of a process, or an empty string if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_a_killed_grader_takes_its_workers_along(tmp_path: Path) -> None:
    """Even SIGKILL of the grader leaves no process of the sandbox behind."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text("import time\ntime.sleep(3600)\n")
    process = subprocess.Popen([COMMAND, "check", file], stdout=subprocess.DEVNULL)
    group = wait_for_children(process.pid)
    process.kill()
    process.wait()
    wait_until_gone(group)


def wait_until_gone(processes: set[int]) -> None:
    """Wait until all have ended: a killed process takes a moment to release its memory."""
    deadline = time.monotonic() + 60
    while any(state_of(pid) != "Z" for pid in processes):
        assert time.monotonic() < deadline, "a process of the sandbox outlived the grader"
        time.sleep(0.01)


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    """A reader that goes away ends the command quietly, with the code of a closed pipe."""
    command = f"'{COMMAND}' check --json p03 2>'{tmp_path}/errors' | head -c 0; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["/bin/bash", "-c", command], cwd=ROOT, check=False)
    assert result.returncode == 141
    assert (tmp_path / "errors").read_text() == ""


def test_a_full_disk_is_a_sentence() -> None:
    """Output that cannot be written gives a sentence and no traceback."""
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [COMMAND, "check", REFERENCE], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 3
    assert result.stderr.startswith("dropgrade: The system refused: No space left on device.")


def test_colours_are_for_terminals_that_want_them() -> None:
    """On a terminal, outcomes are coloured, and NO_COLOR switches that off."""
    shown = [shown_on_a_terminal("check", REFERENCE, env=env) for env in ({}, {"NO_COLOR": "1"})]
    assert [code for code, _ in shown] == [0, 0]
    assert "\x1b[" in shown[0][1]
    assert "\x1b[3" not in shown[1][1]


def test_narrow_and_plain_terminals_work(run: Run, wrong: Wrong) -> None:
    """At 40 columns only text to copy is wider, and missing characters are replaced by plain ones."""
    out = run("check", "--problem", "p03", wrong("no_scaling"), env={"COLUMNS": "40"}).stdout
    assert max(len(line) for line in out.splitlines() if not line.startswith(("Next:", "Then:"))) <= 40
    plain = run("check", "--problem", "p03", wrong("no_scaling"), env={"PYTHONIOENCODING": "ascii"})
    assert plain.returncode == 1
    assert "x fail" in plain.stdout
