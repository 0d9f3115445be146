"""`dropgrade init`: stubs are created, and nothing that a student wrote is ever lost."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.workspace import Arrival, bring_in, reset
from tests.conftest import COMMAND, ROOT, Run
from tests.progress.conftest import FILE

INSIDE = "exercises/p01_one/one.py"


def course_of(folder: Path, *, stub: str, guide: str = "guide") -> Course:
    """Return a course of one problem with data, as `bring_in` sees it."""
    problem = folder / "exercises/p01_one"
    (problem / "data").mkdir(parents=True, exist_ok=True)
    (problem / "problem.toml").write_text("hints = ['secret']")
    (problem / "one.py").write_text(stub)
    (problem / "data/numbers.csv").write_text("1,2\n")
    (folder / "solutions").mkdir(exist_ok=True)
    (folder / "guide").write_text(guide)
    return Course(folder, folder)


def arrive(course: Course, folder: Path, *, updates: bool = False) -> Arrival:
    """Bring in the course."""
    return bring_in(course, folder, (course.root / "guide").read_text(), updates=updates)


def test_a_workspace_holds_every_stub_and_no_answers(workspace: Path) -> None:
    """Stubs and data are as in the course; hints, suites and quiz keys are not there."""
    stubs = {f.relative_to(ROOT).as_posix() for f in (ROOT / "exercises").glob("p*/*.py")}
    found = {f.relative_to(workspace).as_posix() for f in workspace.rglob("*") if f.is_file()}
    assert stubs <= found
    assert all((workspace / name).read_bytes() == (ROOT / name).read_bytes() for name in stubs)
    answers = ("problem.toml", "suite.py", "picture.py", ".md")
    assert not [
        n for n in found if n.endswith(answers) and n not in ("README.md", "exercises/terms.md") and "/data/" not in n
    ]


def test_the_first_words_lead_on(run: Run, tmp_path: Path) -> None:
    """`init` says how many problems there are and what to type next, which works."""
    said = run("init", "my work", cwd=tmp_path).stdout
    count = len(list((ROOT / "exercises").glob("p*/problem.toml")))
    assert f"{count} problems to work on." in said
    assert "Next: cd 'my work', then dropgrade\n" in said
    assert run(cwd=tmp_path / "my work").returncode == 0


def test_every_command_of_the_guide_exists(run: Run, workspace: Path) -> None:
    """The README of a workspace names existing commands."""
    lines = (workspace / "README.md").read_text().split("\n")
    verbs = {words[1] for line in lines if (words := line.split())[:1] == ["dropgrade"] and len(words) > 1}
    assert len(verbs) > 8
    for verb in verbs:
        assert run(verb, "--help").returncode == 0, verb


def test_it_may_be_repeated(run: Run, workspace: Path) -> None:
    """A second `init` says that nothing has changed, and restores what was deleted."""
    (workspace / FILE).write_text("mine = 1\n")
    assert "has everything already" in run("init", cwd=workspace).stdout
    (workspace / "exercises/p01_bernoulli_mask/bernoulli_mask.py").unlink()
    shutil.rmtree(workspace / "exercises/p02_standard_dropout")
    assert "2 problems to work on." in run("init", cwd=workspace).stdout
    assert (workspace / FILE).read_text() == "mine = 1\n"


def test_it_may_be_interrupted_at_any_moment(run: Run, tmp_path: Path) -> None:
    """If interrupted at any time, all files are complete, and the same command finishes the work."""
    folder = tmp_path / "mine"
    for delay in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3):
        process = subprocess.Popen([COMMAND, "init", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for file in folder.rglob("*.py") if folder.exists() else ():
            if not file.name.startswith("."):
                assert file.read_bytes() == (ROOT / file.relative_to(folder)).read_bytes()
    assert run("init", folder).returncode == 0
    files = json.loads((folder / ".dropgrade/workspace.json").read_text())["files"]
    assert {f.relative_to(ROOT).as_posix() for f in (ROOT / "exercises").glob("p*/*.py")} <= set(files)


def test_what_is_newer_and_untouched_is_updated(tmp_path: Path) -> None:
    """Without --update a newer stub is only mentioned; with it, an unchanged stub is replaced."""
    course, mine = course_of(tmp_path / "course", stub="v1"), tmp_path / "mine"
    assert arrive(course, mine).new == ["README.md", "exercises/p01_one/data/numbers.csv", INSIDE]
    course_of(tmp_path / "course", stub="v2")
    assert arrive(course, mine).waiting == [INSIDE]
    assert (mine / INSIDE).read_text() == "v1"
    assert arrive(course, mine, updates=True).updated == [INSIDE]
    assert (mine / INSIDE).read_text() == "v2"
    assert arrive(course, mine, updates=True) == Arrival()


def test_what_a_student_changed_is_never_touched(tmp_path: Path) -> None:
    """A newer version of a changed file is put beside it once, under an unused name."""
    course, mine = course_of(tmp_path / "course", stub="v1"), tmp_path / "mine"
    arrive(course, mine)
    (mine / INSIDE).write_text("my own")
    (mine / "exercises/p01_one/one.new.py").write_text("also my own")
    assert arrive(course, mine, updates=True) == Arrival()
    course_of(tmp_path / "course", stub="v2")
    beside = "exercises/p01_one/one.new-2.py"
    assert arrive(course, mine, updates=True).changed == [(INSIDE, beside)]
    assert arrive(course, mine, updates=True) == Arrival()
    assert (mine / INSIDE).read_text() == "my own"
    assert (mine / "exercises/p01_one/one.new.py").read_text() == "also my own"
    assert (mine / beside).read_text() == "v2"


def test_one_newer_version_is_put_beside_once(tmp_path: Path) -> None:
    """Even if the record is lost repeatedly, there is one copy of the newer version."""
    course, mine = course_of(tmp_path / "course", stub="v1"), tmp_path / "mine"
    arrive(course, mine)
    (mine / INSIDE).write_text("my own")
    for _ in range(3):
        (mine / ".dropgrade/workspace.json").unlink()
        assert arrive(course, mine, updates=True).changed == [(INSIDE, "exercises/p01_one/one.new.py")]
    assert {f.name for f in (mine / INSIDE).parent.glob("*.py")} == {"one.py", "one.new.py"}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"files": 5}', None])
def test_a_lost_record_costs_nothing(tmp_path: Path, damage: str | None) -> None:
    """Without a record, every file that differs counts as the student's."""
    course, mine = course_of(tmp_path / "course", stub="v1"), tmp_path / "mine"
    arrive(course, mine)
    record = mine / ".dropgrade/workspace.json"
    record.unlink() if damage is None else record.write_text(damage)
    course_of(tmp_path / "course", stub="v2")
    assert arrive(course, mine, updates=True).changed == [(INSIDE, "exercises/p01_one/one.new.py")]
    assert (mine / INSIDE).read_text() == "v1"


def test_a_course_is_no_place_for_a_workspace(run: Run, tmp_path: Path) -> None:
    """A course, a folder with solutions, and a file in place of the folder are not written to."""
    course = course_of(tmp_path / "course", stub="v1")
    with pytest.raises(TargetError, match="a course with its solutions"):
        arrive(course, course.root)
    (tmp_path / "file").write_text("mine")
    refused = run("init", tmp_path / "file")
    assert refused.returncode == 2
    assert "is a file." in refused.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_may_not_be_written_to(run: Run) -> None:
    """A refusal of the system is reported in a sentence."""
    refused = run("init", "/proc/mine")
    assert refused.returncode == 3
    assert "The system refused" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_file_in_the_way(run: Run, tmp_path: Path) -> None:
    """A file where a folder is needed is kept, and the message names it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/exercises").write_text("an essay")
    refused = run("init", "mine", cwd=tmp_path)
    assert refused.returncode == 3
    assert "exercises" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (tmp_path / "mine/exercises").read_text() == "an essay"


def test_reset_keeps_every_version(run: Run, workspace: Path) -> None:
    """The stub is restored, and each replaced version is kept beside it with the date."""
    stub = (workspace / FILE).read_bytes()
    for version in ("first = 1\n", "second = 2\n"):
        (workspace / FILE).write_text(version)
        said = run("reset", "p03", cwd=workspace)
        assert "is the stub again" in said.stdout
        assert (workspace / FILE).read_bytes() == stub
    kept = sorted(f.read_text() for f in (workspace / FILE).parent.glob("inverted_scaling.2*.py"))
    assert kept == ["first = 1\n", "second = 2\n"]
    assert "as it was handed out" in run("reset", "p03", cwd=workspace).stdout
    (workspace / FILE).unlink()
    run("reset", "p03", cwd=workspace)
    assert (workspace / FILE).read_bytes() == stub


def test_a_course_is_never_reset(tmp_path: Path) -> None:
    """In a course with solutions there is no stub to restore, and nothing changes."""
    from datetime import UTC, datetime

    course = course_of(tmp_path / "course", stub="mine")
    with pytest.raises(TargetError, match="not a workspace"):
        reset(course, "p01_one", datetime.now(UTC))
    assert (course.root / INSIDE).read_text() == "mine"
