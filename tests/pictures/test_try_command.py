"""`dropgrade try` and `python FILE`: the example of a statement, theirs beside what is expected."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropgrade.grading import Grader
from dropgrade.pictures.trying import trial
from dropgrade.pictures.trying.terminal import write_trial
from dropgrade.pictures.trying.trial import try_example
from dropgrade.submission.targets import Target
from tests.cases import COURSE, program
from tests.conftest import ROOT, Run
from tests.pictures.test_examples import P03
from tests.progress.conftest import workspace

__all__ = ["workspace"]

RIGHT = [ROOT / f"solutions/{name}/{name.partition('_')[2]}.py" for name in COURSE.names()] + [
    file for name in ("p01", "p05", "p18") for file in sorted(ROOT.glob(f"solutions/{name}_*/right/*.py"))
]
FILE = f"exercises/{P03}/inverted_scaling.py"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """One grader for all programs."""
    with Grader(COURSE) as opened:
        yield opened


@pytest.mark.parametrize("file", RIGHT, ids=lambda f: f"{f.parts[-2]}-{f.stem}")
def test_a_right_solution_gives_the_example(grader: Grader, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each reference, and programs that draw in other ways, get the coins of the example and give its values."""
    problem = next(part for part in file.parts if part in COURSE.names())
    job = grader.job(Target(problem, file))
    tried = try_example(job, grader.sandbox)
    assert tried.is_right
    assert tried.seed is not None
    write_trial(tried, job.submission, "python file.py", "Then: check", every=True)
    shown = capsys.readouterr().out
    assert "All of it as in the statement." in shown
    assert max(map(len, shown.splitlines()[2:])) <= 80


def write(workspace: Path, mistake: str, tail: str = "") -> None:
    """Put the reference of p03 with a mistake in the place of the stub, with the stub's last lines."""
    stub = (ROOT / FILE).read_text()
    (workspace / FILE).write_text(program(P03, mistake) + tail + stub[stub.index("\n\nif __name__") :])


def test_theirs_stands_beside_what_is_expected(run: Run, workspace: Path) -> None:
    """The first wrong value is shown with the lines that led to it, and what each of them changed."""
    write(workspace, "no_scaling")
    result = run("try", "3", cwd=workspace)
    assert result.returncode == 1
    assert re.search(r"✓ mask +\[1 0 1 0\] +expected +\[1 0 1 0\] +the coins", result.stdout)
    assert re.search(r"✗ out +\[0\.8 0\.  0\.3 0\. \] +expected +\[1\.6 0\.  0\.6 0\. \]", result.stdout)
    assert re.search(r"\d+  out = x \* mask +out = \[0\.8 0\. 0\.3 0\. \]", result.stdout)
    assert "4 of 5 values as in the statement." in result.stdout
    assert f"With a debugger: python {FILE}" in result.stdout


def test_the_lines_are_shown_up_to_an_exception(run: Run, workspace: Path) -> None:
    """An exception is shown at its line with the lines before it, and the expected values are still shown."""
    write(workspace, "no_scaling")
    text = (workspace / FILE).read_text()
    (workspace / FILE).write_text(text.replace("out = x * mask\n", "out = x * mask\n    out[9] = 1\n"))
    result = run("try", "p03", cwd=workspace)
    assert result.returncode == 1
    assert "IndexError" in result.stdout
    assert "out[9] = 1" in result.stdout
    assert re.search(r"out = x \* mask +out = \[", result.stdout)
    assert re.search(r"· out +expected +\[1\.6, 0\.0, 0\.6, 0\.0\]", result.stdout)


def test_a_stub_says_what_will_be_expected(run: Run, workspace: Path) -> None:
    """For a stub the example is shown, and nothing is called wrong."""
    result = run("try", "p03", cwd=workspace)
    assert result.returncode == 1
    assert "Not written yet." in result.stdout
    assert "✗" not in result.stdout


def test_coins_that_never_come_up_are_said_to_be_others(run: Run, workspace: Path) -> None:
    """A function that drops nothing never draws these coins."""
    write(workspace, "drops_nothing")
    result = run("try", "p03", cwd=workspace)
    assert result.returncode == 1
    assert "No draw of your function's gave the coins of the example: these are others." in result.stdout


def test_coins_that_move_but_never_come_up_are_others_too(
    grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a function that draws one coin for all, every draw is tried, and none gives the coins of the example."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text(
        "import numpy as np\n\ndef inverted_dropout(x, p, training=True, rng=None):\n"
        "    mask = np.full(x.shape, rng.random() >= p)\n    return x * mask / (1 - p), mask\n"
    )
    monkeypatch.setattr(trial, "MOST", 2 * trial.UNMOVED)
    assert try_example(grader.job(Target(P03, file)), grader.sandbox).seed is None


@pytest.mark.parametrize(
    "body", ["import time; time.sleep(9)", "raise SystemExit", "1 / 0", "def f(:", "x = '\\x1b[2J'"]
)
def test_whatever_the_file_does_is_said_in_words(run: Run, workspace: Path, body: str) -> None:
    """A file that cannot be loaded, or does not end, gets a sentence, and no control character gets through."""
    (workspace / FILE).write_text(f"{body}\nprint(chr(27) + '[31m')\n")
    result = run("try", "p03", cwd=workspace)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr + result.stdout
    assert "\x1b" not in result.stdout


def in_python(workspace: Path) -> subprocess.CompletedProcess[str]:
    """Run the file as a program."""
    return subprocess.run(
        [sys.executable, FILE], cwd=workspace, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


def test_python_runs_the_example_in_its_own_process(run: Run, workspace: Path) -> None:
    """`python FILE` shows the same, and calls the function once for each line, so that a breakpoint is met once."""
    write(workspace, "no_scaling", "\n\nplain = inverted_dropout\n\n\ndef inverted_dropout(*args, **kwargs):\n"
          "    print('called')\n    return plain(*args, **kwargs)\n")  # fmt: skip
    result = in_python(workspace)
    assert result.returncode == 1
    assert result.stdout.count("called") == 2
    assert re.search(r"✓ mask +\[1 0 1 0\]", result.stdout)
    assert re.search(r"✗ out +\[0\.8 0\.  0\.3 0\. \]", result.stdout)


def test_what_is_raised_there_goes_on_as_it_is(run: Run, workspace: Path) -> None:
    """The traceback begins at the user's line; a stub is not an error."""
    assert "not written yet" in in_python(workspace).stderr
    write(workspace, "needs_rng_at_evaluation")
    result = in_python(workspace)
    assert result.returncode == 1
    assert result.stderr.count('  File "') == 1
    assert "inverted_scaling.py" in result.stderr
    assert "AttributeError" in result.stderr


HOSTILE = [
    "forged_fields_of_wrong_kinds", "segfault_null_pointer", "exit_in_call", "syntax_error",
    "trace_function_rewrites_callers", "ansi_in_exception",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_submission_is_shown_as_harmless_text(
    grader: Grader, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """However it ends, there is a sentence, and no control character."""
    job = grader.job(Target(P03, ROOT / "tests/hostile" / name / "inverted_scaling.py"))
    tried = try_example(job, grader.sandbox)
    write_trial(tried, job.submission, "python file.py", "Then: try", every=True)
    shown = capsys.readouterr().out
    assert not tried.is_right
    assert "\x1b" not in shown
    assert "values as in the statement." in shown


def test_an_endless_call_is_named_once(grader: Grader, capsys: pytest.CaptureFixture[str]) -> None:
    """It is waited for once, and reported at the line that makes the call."""
    job = grader.job(Target(P03, ROOT / "tests/hostile/endless_loop_in_call/inverted_scaling.py"))
    tried = try_example(job, grader.sandbox)
    write_trial(tried, job.submission, "", "Then: try", every=False)
    lines = capsys.readouterr().out.splitlines()
    place = next(number for number, line in enumerate(lines) if "inverted_dropout(x, 0.5, training=True" in line)
    assert "seconds" in lines[place + 1]
