"""Grading on Gradescope and GitHub Classroom: any submission gives a result of the documented form."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dropgrade.course.course import Course
from dropgrade.packing import github_run, gradescope_run
from dropgrade.packing.contents import Selection, github_pack, gradescope_pack
from dropgrade.packing.pack_writing import write_pack
from dropgrade.report import CheckResult, Outcome, ProblemReport, Report
from tests.cases import program
from tests.conftest import ROOT

P03, P05 = "p03_inverted_scaling", "p05_dropout_layer"
CHOSEN = Selection(Course(ROOT, ROOT), [P03, P05])
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["score", "tests"],
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number", "minimum": 0},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["score", "max_score", "name", "output"],
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string", "minLength": 1},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                },
            },
        },
        "leaderboard": {"type": "array"},
    },
}
"""The keys that Gradescope documents for results.json."""

Grade = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like Gradescope's /autograder, with the content of the pack."""
    root: Path = tmp_path_factory.mktemp("autograder")
    write_pack(root / "pack.zip", gradescope_pack(CHOSEN, "after_due_date", 0), replaces=False)
    (root / "source").mkdir()
    zipfile.ZipFile(root / "pack.zip").extractall(root / "source")
    return root


@pytest.fixture
def grade(autograder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """A function that hands in files and returns results.json, after checking its form."""

    def run(files: dict[str, str | bytes], *, code: int = 0) -> dict[str, Any]:
        (tmp_path / "source").symlink_to(autograder / "source")
        (tmp_path / "submission").mkdir()
        for name, content in files.items():
            (tmp_path / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "submission" / name).write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.setattr(sys, "argv", ["gradescope_run", str(tmp_path)])
        assert gradescope_run.main() == code
        results: dict[str, Any] = json.loads((tmp_path / "results/results.json").read_text())
        jsonschema.validate(results, SCHEMA)
        return results

    return run


def checks_of(results: dict[str, Any], problem: str) -> list[dict[str, Any]]:
    """Return the tests of a problem."""
    return [test for test in results["tests"] if test.get("number", "").startswith(problem)]


def test_right_work_gets_every_point(grade: Grade) -> None:
    """Each check is a test with its points, shown when the instructor said."""
    results = grade({"inverted_scaling.py": program(P03), "sub/p05_dropout_layer/dropout_layer.py": program(P05)})
    assert results["score"] == sum(test["score"] for test in results["tests"]) == 20
    assert {test["visibility"] for test in results["tests"]} == {"after_due_date"}
    assert {test["status"] for test in results["tests"]} == {"passed"}
    assert results["extra_data"]["needs_review"] == []
    assert "dropout 0.1.0: 20 points in all." in results["output"]


def test_a_mistake_is_named_and_half_is_held_back(grade: Grade) -> None:
    """The score is the report's, and the first test says why it is lower than the sum of the others."""
    results = grade({f"exercises/{P03}/inverted_scaling.py": program(P03, "no_scaling")})
    first, *checks = checks_of(results, "p03")
    assert first["name"].startswith("At most 5 of 10 until this passes")
    assert results["score"] == 5 < sum(check["score"] for check in checks)
    (wrong,) = [check for check in checks if "observed" in check["output"]]
    assert "The survivors keep their size" in wrong["output"]
    assert f"{P05}: no file that could be read" in results["output"]
    assert all("There is no file for p05_dropout_layer" in test["output"] for test in checks_of(results, "p05"))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"notes.txt": "hello"},
        {"inverted_scaling.py": b"\xff\xfe\x00"},
        {"inverted_scaling.py": b"\x00" * 100},
        {"inverted_scaling.py": "def inverted_dropout(:"},
        {"inverted_scaling.ipynb": "{"},
        {"inverted_scaling.py": "x" * 2_000_000},
        {"exercises/course.toml": "name =", "exercises/problem.toml": "x"},
    ],
    ids=["nothing", "other", "encoding", "nulls", "syntax", "notebook", "large", "broken course"],
)
def test_what_cannot_be_read_gets_a_result_too(grade: Grade, files: dict[str, str | bytes]) -> None:
    """An unreadable file gets no points and a reason, without paths of the grader."""
    results = grade(files)
    assert results["score"] == 0
    assert all(test["output"] for test in checks_of(results, "p03"))
    assert "/tmp" not in json.dumps(results)


@pytest.mark.parametrize(
    ("attack", "most"),
    [("reads_the_suite", 9), ("prints_forged_report", 0), ("signals_everyone", 10), ("osc_printed", 10)],
)
def test_hostile_work_gains_nothing(grade: Grade, attack: str, most: float) -> None:
    """Hostile work gets a result like any other, and what it prints is harmless text."""
    folder = ROOT / "tests/hostile" / attack
    results = grade({file.name: file.read_bytes() for file in folder.glob("*.py")})
    assert results["score"] <= most
    assert "\x1b" not in "".join(test["output"] for test in results["tests"])


def test_a_suite_that_lies_in_the_submission_is_no_suite(grade: Grade, tmp_path: Path) -> None:
    """A submitted course is treated as ordinary work, and none of its code runs outside of the sandbox."""
    code = f"open({str(tmp_path / 'ran')!r}, 'w').write('')\n"
    files = {f"solutions/{P03}/suite.py": code, "conftest.py": code, "numpy.py": code, "sitecustomize.py": code}
    assert grade({f"exercises/{P03}/inverted_scaling.py": program(P03), **files})["score"] == 10
    assert not (tmp_path / "ran").exists()


def test_missing_layers_need_review(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """With missing layers a result is written, with a test for instructors and a warning for everyone."""
    monkeypatch.setenv("DROPGRADE_SANDBOX", "portable")
    results = grade({"inverted_scaling.py": program(P03)})
    review = results["tests"][0]
    assert (review["name"], review["visibility"], review["max_score"]) == ("Needs review", "hidden", 0)
    assert "Landlock" in review["output"]
    assert "the score is not final" in results["output"]
    assert results["score"] == 10


def test_a_doubt_of_the_graders_needs_review() -> None:
    """If a check could not be judged, the score is marked, and only instructors see the reason."""
    doubtful = CheckResult("test_a", "A.", Outcome.NEEDS_REVIEW, 10, doubt="the suite divides by zero")
    report = Report(0, (ProblemReport("p01_a", "A", "a.py", "0", (doubtful,)),))
    results = gradescope_run.results_of(gradescope_run.Graded(report, ()), "visible")
    jsonschema.validate(results, SCHEMA)
    (review, check) = results["tests"]  # type: ignore[misc]
    assert "the suite divides by zero" in review["output"]
    assert "divides by zero" not in str(check) + str(results["output"])


def test_where_the_grader_cannot_run_there_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the autograder fails, no result is written, and the log has a sentence."""
    monkeypatch.setattr(sys, "argv", ["gradescope_run", str(tmp_path)])
    assert gradescope_run.main() == 3
    assert not (tmp_path / "results").exists()
    assert capsys.readouterr().err.startswith("dropgrade: dropgrade itself failed: FileNotFoundError")


def test_the_pack_installs_itself_and_grades(autograder: Path) -> None:
    """`setup.sh` installs our wheel, and `run_autograder` grades with it, using Gradescope's paths.

    The dependencies are taken from this environment, since there may be no package index.
    """
    env = {**os.environ, "AUTOGRADER_ROOT": str(autograder), "DROPGRADE_PYTHON": sys.executable, "PIP_NO_DEPS": "1"}
    env |= {"PIP_NO_INDEX": "1"}
    source = autograder / "source"
    for script in ("setup.sh", "run_autograder"):
        (source / script).chmod(0o755)  # which extractall does not do
    lent = Path(sysconfig.get_paths()["purelib"])
    setup = subprocess.run([source / "setup.sh"], env=env, capture_output=True, text=True, check=False)
    assert "dropgrade: using" in setup.stdout, setup.stderr
    (library,) = (source / ".venv/lib").glob("python3*/site-packages")
    assert (library / "dropgrade/packing/gradescope_run.py").exists()
    assert not (library / "dropgrade/_course").exists()
    (library / "lent.pth").write_text(str(lent))
    (autograder / "submission").mkdir()
    (autograder / "submission/inverted_scaling.py").write_text(program(P03, "no_scaling"))
    run = subprocess.run([source / "run_autograder"], cwd="/", env=env, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    results = json.loads((autograder / "results/results.json").read_text())
    jsonschema.validate(results, SCHEMA)
    assert results["score"] == 5


def test_without_python_the_setup_says_what_to_choose(autograder: Path, tmp_path: Path) -> None:
    """Without a recent Python or a way to install one, the setup fails with a sentence."""
    for tool in ("bash", "dirname"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "")
    env = {"PATH": str(tmp_path)}
    setup = subprocess.run(
        ["bash", autograder / "source/setup.sh"], env=env, capture_output=True, text=True, check=False
    )
    assert setup.returncode == 1
    assert setup.stderr.splitlines()[-1].endswith("Choose a newer base image, such as Ubuntu 24.04.")


# GitHub Classroom.


@pytest.fixture
def classroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """A function that pushes a program for p03 and returns what the reporter is given."""
    write_pack(tmp_path / "packed", github_pack(Selection(Course(ROOT, ROOT), [P03]), 0), replaces=False)
    repository = tmp_path / "repository"
    (repository / "exercises" / P03).mkdir(parents=True)

    def push(source: str) -> dict[str, Any]:
        (repository / "exercises" / P03 / "inverted_scaling.py").write_text(source)
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            monkeypatch.setenv(name, str(tmp_path / name))
        monkeypatch.setattr(sys, "argv", ["github_run", str(tmp_path / "packed/private"), str(repository)])
        assert github_run.main() == 0
        line = (tmp_path / "GITHUB_OUTPUT").read_text()
        found: dict[str, Any] = json.loads(base64.b64decode(line.strip().removeprefix("result=")))
        return found

    return push


def test_the_reporter_adds_up_to_the_score(classroom: Callable[[str], dict[str, Any]], tmp_path: Path) -> None:
    """The tests' scores, including a negative one for what is held back, add up to the report's score."""
    result = classroom(program(P03, "no_scaling"))
    assert (result["status"], result["max_score"]) == ("fail", 10)
    assert sum(test["score"] for test in result["tests"]) == 5
    assert {test["status"] for test in result["tests"]} == {"pass", "fail"}
    assert any("The survivors keep their size" in test["message"] for test in result["tests"])
    assert "5 of 10 points" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()


def test_full_marks_pass(classroom: Callable[[str], dict[str, Any]]) -> None:
    """Every test passes, and so does the whole."""
    result = classroom(program(P03))
    assert (result["status"], sum(test["score"] for test in result["tests"])) == ("pass", 10)


def test_nothing_that_is_printed_is_a_command(
    classroom: Callable[[str], dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The log ignores commands during the report, until a word that nobody can guess."""
    classroom((ROOT / "tests/hostile/prints_workflow_commands/inverted_scaling.py").read_text())
    lines = capsys.readouterr().out.splitlines()
    word = lines[0].removeprefix("::stop-commands::")
    assert lines[-1] == f"::{word}::"
    assert len(word) == 32
    assert not [line for line in lines[1:-1] if word in line]


def test_a_result_fits_into_a_variable() -> None:
    """Long messages are shortened, but points are exact, so that the reporter can be started."""
    checks = tuple(CheckResult(f"test_{n}", "A title.", Outcome.FAIL, 0.5, message="why " * 1_000) for n in range(400))
    report = Report(0, (ProblemReport("p01_a", "A", "a.py", "0", checks),))
    text = github_run.encoded(report)
    assert len(text) < 128 * 1024
    assert len(json.loads(base64.b64decode(text))["tests"]) == 400


def test_suites_are_no_part_of_the_template() -> None:
    """Students only get the workflow, which refers to a secret and a variable."""
    contents = github_pack(Selection(Course(ROOT, ROOT), [P03]), 0)
    template = [name for name in contents if name.startswith("template/")]
    assert template == ["template/.github/workflows/dropgrade.yml"]
    workflow = contents[template[0]].decode()
    assert "secrets.DROPGRADE_SUITES_KEY" in workflow
    assert "vars.DROPGRADE_SUITES" in workflow
    assert not [name for name in contents if "/quizzes/" in name]
