"""Anything wrong with the user's input gets a sentence, a hint, and the right exit code."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from dropgrade.course.course import find_course
from dropgrade.course.trusting import trust
from dropgrade.quiz.format.reading import quiz_named, quiz_names
from dropgrade.submission.targets import problem_named
from tests.conftest import ROOT, Run

STEM = "inverted_scaling"
REFERENCE = ROOT / "solutions" / "p03_inverted_scaling" / f"{STEM}.py"

USAGE = [
    (["p99"], "There is no problem, file or folder 'p99'."),
    (["p03_inverted_scalling"], "Did you mean p03_inverted_scaling?"),
    (["inverted_scale"], "Did you mean inverted_scaling?"),
    (["p0"], "'p0' could be p01_bernoulli_mask, "),
    ([""], "There is no problem, file or folder ''."),
    (["nowhere.py"], "There is no file or folder nowhere.py."),
    (["nowhere/p03"], "There is no file or folder nowhere/p03."),
    (["/"], "There are more than 10,000 files in /."),
    (["README.md"], "README.md is neither a .py file nor a notebook."),
    (["tests/conftest.py"], "tests/conftest.py fits no problem by its name, and defines nothing"),
    (["/dev/null"], "/dev/null is neither a .py file nor a notebook."),
    (["--problem", "p03"], "--problem goes with files."),
    (["--problem", "p77", "README.md"], "There is no problem, file or folder 'p77'."),
    (["--problem", "p03", "nowhere.py"], "There is no file or folder nowhere.py."),
    (["--course", "tests", "p03"], "There is no course in tests."),
    (["--seed", "-1"], "Invalid value for '--seed'"),
    (["--seed", "x"], "Invalid value for '--seed'"),
    (["--colour"], "No such option"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[" ".join(a) or "empty" for a, _ in USAGE])
def test_wrong_usage_exits_with_2(run: Run, arguments: list[str], words: str) -> None:
    """A target or option that makes no sense gets a sentence on standard error, with exit code 2."""
    result = run("check", *arguments)
    assert result.returncode == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) > 1 or "Did you mean" in result.stderr, "nothing says what to do next"
    assert result.stdout == ""


def test_an_unknown_command_exits_with_2(run: Run) -> None:
    """An unknown command is named, with the nearest one or a pointer to the help."""
    for word, words in {"chekc": "Did you mean check?", "frobnicate": "No such command"}.items():
        result = run(word)
        assert result.returncode == 2
        assert f"'{word}'" in result.stderr
        assert words in result.stderr
        assert "--help" in result.stderr


@pytest.mark.parametrize("word", ["P03", "3", "p3", "03", "P03_Inverted_Scaling", "Inverted_Scaling"])
def test_a_problem_is_understood_however_its_name_is_typed(word: str) -> None:
    """Capitals and a missing letter or zero do not matter."""
    assert problem_named(find_course(ROOT), word) == "p03_inverted_scaling"


@pytest.mark.parametrize(("word", "name"), [("1", "p01_bernoulli_mask"), ("p1", "p01_bernoulli_mask"), ("12", "p12")])
def test_a_number_is_that_of_one_problem(word: str, name: str) -> None:
    """p1 means p01, not p10 to p19."""
    assert problem_named(find_course(ROOT), word).startswith(name)


@pytest.mark.parametrize("word", ["q3", "Q03", "3", "Scaling"])
def test_a_quiz_is_understood_however_its_name_is_typed(word: str) -> None:
    """The same is true of quizzes."""
    assert quiz_named(quiz_names(find_course(ROOT)), word) == "q03_scaling"


def test_a_broken_setting_exits_with_2(run: Run) -> None:
    """An unknown sandbox is refused with the names of those that exist."""
    result = run("check", "p03", env={"DROPGRADE_SANDBOX": "docker"})
    assert result.returncode == 2
    assert "'confined' or 'portable'" in result.stderr


def as_link(file: Path) -> None:
    """Create a link to a right solution."""
    file.symlink_to(REFERENCE)


def as_broken_link(file: Path) -> None:
    """Create a broken link."""
    file.symlink_to("nowhere")


def as_socket(file: Path) -> None:
    """Create a socket."""
    here = Path.cwd()
    os.chdir(file.parent)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(file.name)
    os.chdir(here)


CANNOT_BE_GRADED: list[tuple[str, Callable[[Path], object], str]] = [
    ("a folder", lambda f: f.mkdir(), "is not a file"),
    ("a named pipe", os.mkfifo, "is not a file"),
    ("a socket", as_socket, "is not a file"),
    ("a link", as_link, "is a link"),
    ("a broken link", as_broken_link, "is a link"),
    ("binary", lambda f: f.write_bytes(bytes(range(256))), "it holds null bytes"),
    ("not as declared", lambda f: f.write_bytes("# coding: utf-8\nü = 1\n".encode("latin-1")), "is not UTF-8 text"),
    ("too large", lambda f: f.write_bytes(b"#" * 1_000_001), "is larger than 1 MB"),
    ("of unknown encoding", lambda f: f.write_bytes(b"# coding: klingon\n"), "is not UTF-8 text"),
]


@pytest.mark.parametrize(("make", "words"), [c[1:] for c in CANNOT_BE_GRADED], ids=[c[0] for c in CANNOT_BE_GRADED])
def test_a_file_that_cannot_be_graded_earns_nothing(
    run: Run, tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    """A file that is not source code is reported with the reason, and affects no other submission."""
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    make(tmp_path / "bad" / f"{STEM}.py")
    shutil.copy(REFERENCE, tmp_path / "good" / f"{STEM}.py")
    result = run("check", "--json", tmp_path / "bad", tmp_path / "good")
    bad, good = json.loads(result.stdout)["problems"]
    assert result.returncode == 1
    assert (bad["outcome"], bad["score"], good["score"]) == ("error", 0, 10)
    assert all(words in check["message"] for check in bad["checks"])


def test_an_empty_file_misses_its_function(run: Run, tmp_path: Path) -> None:
    """An empty file is read, and the missing function is named."""
    (tmp_path / f"{STEM}.py").touch()
    result = run("check", "--json", tmp_path)
    problem = json.loads(result.stdout)["problems"][0]
    assert problem["outcome"] == "missing"
    assert "There is no `inverted_dropout` in the file." in problem["checks"][0]["message"]


def test_a_deleted_stub_is_missing(run: Run, tmp_path: Path) -> None:
    """An exercise whose file was deleted is reported as missing, with the file's name."""
    shutil.copytree(ROOT / "exercises" / "p03_inverted_scaling", tmp_path / "exercises" / "p03_inverted_scaling")
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "exercises" / "p03_inverted_scaling" / f"{STEM}.py").unlink()
    problem = json.loads(run("check", "--json", "p03", cwd=tmp_path).stdout)["problems"][0]
    assert problem["outcome"] == "missing"
    assert f"{STEM}.py" in problem["checks"][0]["message"]


def faulty_course(folder: Path) -> Path:
    """Return a trusted course of one problem, to be broken."""
    for kind in ("exercises", "solutions"):
        shutil.copytree(ROOT / kind / "p03_inverted_scaling", folder / kind / "p03_inverted_scaling")
    (folder / "quizzes").mkdir()
    trust(folder)
    return folder


def test_a_suite_that_fails_to_import_is_the_graders_fault(run: Run, tmp_path: Path) -> None:
    """A suite that cannot run needs review: no points, no blame, exit code 3."""
    suite = faulty_course(tmp_path) / "solutions/p03_inverted_scaling/suite.py"
    suite.write_text("import nothing_of_this_name\n" + suite.read_text())
    result = run("check", "--json", "p03", cwd=tmp_path)
    problem = json.loads(result.stdout)["problems"][0]
    assert result.returncode == 3
    assert (problem["outcome"], problem["score"], problem["max_score"]) == ("needs_review", 0, 10)
    assert "The grader failed, not your code" in problem["checks"][0]["message"]


def test_a_check_that_fails_by_itself_is_the_graders_fault(run: Run, tmp_path: Path) -> None:
    """A mistake in a suite never becomes a score, even for a right solution."""
    suite = faulty_course(tmp_path) / "solutions/p03_inverted_scaling/suite.py"
    suite.write_text(suite.read_text().replace("DROPOUT.expect_unchanged(student, rng)", "no_such_name"))
    result = run("check", "--json", "--problem", "p03", REFERENCE, cwd=tmp_path)
    problem = json.loads(result.stdout)["problems"][0]
    assert result.returncode == 3
    assert problem["outcome"] == "needs_review"
    assert problem["score"] == 9.5


@pytest.mark.parametrize("mark", ["skip", "xfail"])
def test_absence_is_not_success(run: Run, tmp_path: Path, mark: str) -> None:
    """A skipped check earns nothing, and the suite's maximum score stays the same."""
    suite = faulty_course(tmp_path) / "solutions/p03_inverted_scaling/suite.py"
    text = suite.read_text()
    body = f"    getattr(pytest, '{mark}')('later')\n"
    suite.write_text(text.replace('    """x is left as it was."""\n', '    """x is left as it was."""\n' + body))
    problem = json.loads(run("check", "--json", "--problem", "p03", REFERENCE, cwd=tmp_path).stdout)["problems"][0]
    assert (problem["score"], problem["max_score"], problem["outcome"]) == (9.5, 10, "needs_review")


def test_all_faults_of_a_problem_are_told_at_once(run: Run, tmp_path: Path) -> None:
    """A broken problem.toml is refused with every fault and the name of the file."""
    file = faulty_course(tmp_path) / "exercises/p03_inverted_scaling/problem.toml"
    file.write_text('title = ""\nnames = []\nhints = ["a"]\nreading = ["b"]\ncolour = 1\n[limits]\ncpu_seconds = 0\n')
    result = run("check", "p03", cwd=tmp_path)
    assert result.returncode == 2
    for words in ("`title`", "`summary`", "`names`", "`colour` is unknown", "`limits.cpu_seconds`"):
        assert words in result.stderr
    assert result.stderr.count("problem.toml") == 5
