"""No command runs the code of a submission's folder, even if it is the current folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dropgrade.cli import cli
from dropgrade.cli.watch.loop import Watch
from dropgrade.course.course import KEPT
from dropgrade.course.trusting import trust
from dropgrade.jupyter.process import Request, answer
from tests.cases import program
from tests.conftest import ROOT

P03 = "p03_inverted_scaling"
CODE = "from pathlib import Path\nPath({trace!r}).write_text(__file__)\n"
OTHERS = ("p0[!3]_*", "p[!0][0-9]_*", "q0[!1]_*", "q[!0][0-9]_*")
"""All problems but p03, and all quizzes but q01."""
Step = Callable[..., Result]
COMMANDS = [
    [],
    ["check"],
    ["check", "p03"],
    ["check", "--json"],
    ["check", f"exercises/{P03}/inverted_scaling.py"],
    ["check", "."],
    ["show", "p03"],
    ["try", "p03"],
    ["open", "p03"],
    ["grade", ".", "--into", "grades"],
    ["pack", "student", "-o", "student.zip"],
    ["pack", "grader", "-o", "grader.zip"],
    ["verify"],
    ["verify", "p03"],
    ["watch", "p03"],
    ["watch"],
    ["list"],
    ["hint", "p03"],
    ["solution", "p03", "--give-up"],
    ["quiz"],
    ["quiz", "q01"],
    ["review"],
    ["quiz", "export", "--to", "gift", "-o", "quizzes.gift"],
    ["notebook", "p03"],
    ["reset", "p03"],
    ["init", "elsewhere"],
    ["new", "mistake", "no_coins", "--problem", "p03"],
    ["trust", "--list"],
]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """The file that the folder's code writes to if it runs."""
    return tmp_path / "ran"


@pytest.fixture
def folder(tmp_path: Path, trace: Path) -> Path:
    """A submitted right solution of p03 with suites, pictures and settings, all of which leave a trace."""
    root = tmp_path / "anna"
    for name in ("exercises", "quizzes"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(*OTHERS))
    (root / f"exercises/{P03}/inverted_scaling.py").write_text(program(P03))
    code = CODE.format(trace=str(trace))
    places = [root, root / "exercises", root / f"exercises/{P03}"]
    for course in (root, root / KEPT):
        shutil.copytree(ROOT / f"solutions/{P03}", course / f"solutions/{P03}")
        for file in course.rglob("solutions/**/*.py"):
            file.write_text(code + file.read_text().replace("from __future__ import annotations", ""))
        places += [course / "solutions", course / f"solutions/{P03}"]
    for place in places:
        for name in ("conftest.py", "sitecustomize.py", "numpy.py", "random.py", "click.py"):
            (place / name).write_text(code)
        (place / "pytest.ini").write_text("[pytest]\npython_files = *.py\n")
    return root


@pytest.fixture
def step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    """A function that runs a command with the folder as the current one."""
    monkeypatch.setattr(Watch, "_coming", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.chdir(folder)
    return lambda *words: CliRunner().invoke(cli, words, standalone_mode=False, prog_name="dropgrade")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_runs_what_lies_there(step: Step, trace: Path, words: list[str]) -> None:
    """Nothing of the folder is imported, and commands that use a course say that its suites were not used."""
    result = step(*words)
    assert not trace.exists(), trace.read_text()
    said = result.output + getattr(result.exception, "message", "") + getattr(result.exception, "hint", "")
    assert "were not used" in said or words[:1] in (["init"], ["trust"])


def test_the_installed_suites_grade_it(step: Step, trace: Path) -> None:
    """The work is graded anyway, and its report names the course that graded it."""
    result = step("check", "--json", "p03")
    report = json.loads(result.stdout)
    assert (report["score"], report["course"]) == (10, "dropout")
    assert result.stderr.count("were not used") == 1
    assert not trace.exists()


@pytest.mark.parametrize("verb", ["check", "try", "show"])
def test_a_notebook_there_runs_nothing_either(step: Step, trace: Path, verb: str) -> None:
    """The process behind the magics finds the course in the same way, with the same notice."""
    bundle = answer(Request(verb, "p03", [("cell [1]", program(P03))], is_cell=True))
    assert not trace.exists()
    assert "were not used" in bundle["text/plain"]
    assert "were not used" in bundle.get("text/html", "were not used")
    assert verb != "check" or "10 / 10" in bundle["text/plain"]


@pytest.mark.parametrize("words", [["check", "p03"], ["show", "p03"], ["verify", "p03"]], ids=" ".join)
def test_what_is_trusted_does_run(step: Step, folder: Path, trace: Path, words: list[str]) -> None:
    """Once the folder is trusted, the traces appear, so the tests above can fail."""
    (folder / f"solutions/{P03}/mistakes.md").write_text("# None\n")  # so that there is little to prove
    trust(folder)
    assert "were not used" not in step(*words).output
    assert trace.exists()


def test_trust_says_what_it_did(step: Step, folder: Path) -> None:
    """Trusting, listing and removing each name the folder, and meaningless requests are refused."""
    assert step("trust", ".").output.startswith(f"Trusted: {folder.resolve()}  (dropout 0.1.0)\n")
    assert str(folder.resolve()) in step("trust", "--list").output
    assert step("trust", "--remove", ".").output == f"No longer trusted: {folder.resolve()}\n"
    for words in (["trust"], ["trust", "--list", "."], ["trust", "exercises"], ["trust", "--remove", "."]):
        assert step(*words).exception is not None, words


def test_a_pipe_is_no_reason_to_wait(step: Step, folder: Path) -> None:
    """A named pipe in place of a file does not block a command."""
    (folder / "exercises/course.toml").unlink()
    os.mkfifo(folder / "exercises/course.toml")
    (folder / f"exercises/{P03}/problem.toml").unlink()
    os.mkfifo(folder / f"exercises/{P03}/problem.toml")
    os.mkfifo(folder / "quizzes/q02_pipe.md")
    for words in (["check", "p03"], ["check"], ["list"], ["quiz"], []):
        assert step(*words).exit_code in (0, 1)
