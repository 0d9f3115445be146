"""An hour of a student's work: the overview, hints one at a time, the solution once it is earned, the editor."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dropgrade.progress.problem_progress import ProblemProgress, progress_on
from tests.conftest import ROOT, Run, modules_of
from tests.progress.conftest import FILE, PROBLEM, record_of

HandIn = Callable[[str], None]
NAMELESS = "def inverted_dropout(x, p, training=True, rng=None):\n    return 3\n"
"""A program whose mistake has no name."""


def row_of(run: Run, workspace: Path) -> dict[str, object]:
    """Return the entry of `list --json` for p03."""
    listed = json.loads(run("list", "--json", cwd=workspace).stdout)
    return next(row for row in listed["problems"] if row["problem"] == PROBLEM)


def test_an_attempt_is_a_check_of_something_new(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """Best and last score, attempts and times are recorded; unchanged files and stubs are not attempts."""
    run("check", "p03", cwd=workspace)
    assert not (workspace / ".dropgrade/progress.json").exists()
    hand_in("no_scaling")
    for _ in range(2):
        run("check", "p03", cwd=workspace)
    assert {"attempts": 1, "best": 5.0, "last": 5.0, "passed": ""}.items() <= record_of(workspace).items()
    hand_in("drops_nothing")
    run("check", cwd=workspace / "exercises")
    assert {"attempts": 2, "best": 5.0, "last": 0.0, "max_score": 10.0}.items() <= record_of(workspace).items()
    hand_in("reference")
    run("check", FILE, cwd=workspace)
    record = record_of(workspace)
    assert {"attempts": 3, "best": 10.0, "last": 10.0}.items() <= record.items()
    assert record["first"] <= record["latest"] == record["passed"]


def test_what_is_not_the_students_own_is_not_on_record(run: Run, workspace: Path) -> None:
    """A file from elsewhere, or one that cannot be read, is graded without being recorded."""
    run("check", "--problem", "p03", ROOT / f"solutions/{PROBLEM}/inverted_scaling.py", cwd=workspace)
    (workspace / FILE).write_bytes(b"\0")
    run("check", "p03", cwd=workspace)
    assert not (workspace / ".dropgrade/progress.json").exists()


def test_a_record_that_cannot_be_kept_is_no_failure(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """If the record cannot be written, score and exit code are as usual, and a sentence says so."""
    hand_in("reference")
    (workspace / ".dropgrade/progress.json").mkdir()
    checked = run("check", "p03", cwd=workspace)
    assert checked.returncode == 0
    assert "10 / 10" in checked.stdout
    assert "This attempt is not on record." in checked.stderr


def test_commands_at_once_lose_no_attempt(run: Run, workspace: Path) -> None:
    """Three simultaneous checks of three problems are all recorded."""
    problems = ("p01_bernoulli_mask", "p02_standard_dropout", PROBLEM)
    for name in problems:
        stem = name.partition("_")[2]
        (workspace / f"exercises/{name}/{stem}.py").write_bytes((ROOT / f"solutions/{name}/{stem}.py").read_bytes())
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: run("check", name, cwd=workspace), problems))
    data = json.loads((workspace / ".dropgrade/progress.json").read_text())
    assert {name: data["problems"][name]["best"] for name in problems} == dict.fromkeys(problems, 10.0)


def test_bare_dropgrade_gives_an_overview(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """The overview has the parts, the current part's problems, quizzes, the total, and the next step."""
    hand_in("no_scaling")
    begun = run(cwd=workspace).stdout
    assert "p03_inverted_scaling  Inverted dropout  begun" in begun
    assert "Next: edit exercises/p01_bernoulli_mask/bernoulli_mask.py\nThen: dropgrade check p01\n" in begun
    run("check", "p03", cwd=workspace)
    for _ in range(3):  # two of the mistake that was named, then the problem's first
        run("hint", "--force", cwd=workspace)
    (workspace / FILE).write_text("")
    shown = run(cwd=workspace / "exercises" / PROBLEM).stdout
    assert "✗ p03_inverted_scaling  Inverted dropout  1 attempt, 1 of 3 hints" in shown
    assert "1. Dropout from scratch  0 of 9" in shown
    assert "Quizzes  0 of 12 taken" in shown
    assert "Next: edit inverted_scaling.py\nThen: dropgrade check p03 (stuck? dropgrade hint p03)\n" in shown


def test_outside_of_a_workspace_it_says_how_to_start(run: Run, workspace: Path, tmp_path: Path) -> None:
    """Without its hidden folder, a workspace says how to restore it, which works."""
    progress = workspace / ".dropgrade"
    for file in progress.iterdir():
        file.unlink()
    progress.rmdir()
    (workspace / FILE).write_text("mine = 1\n")
    assert run("init", cwd=workspace).returncode == 0
    assert "begun" in run(cwd=workspace).stdout
    assert (workspace / FILE).read_text() == "mine = 1\n"


def test_the_list_has_every_problem_and_quiz(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """There is one line each, in the table and in JSON, which agree."""
    hand_in("no_scaling")
    run("check", "p03", cwd=workspace)
    lines = run("list", cwd=workspace).stdout.splitlines()
    listed = json.loads(run("list", "--json", cwd=workspace).stdout)
    names = [row["problem"] for row in listed["problems"]] + [row["quiz"] for row in listed["quizzes"]]
    assert [line.split()[0] for line in lines] == ["name", *names]
    assert len([name for name in names if name.startswith("q")]) == 12
    (row,) = (line for line in lines if line.startswith(PROBLEM))
    assert row.split()[1:] == "attempted 5 / 10 1 Inverted dropout".split()
    assert listed["score"] == 5
    assert listed["next"] == PROBLEM


def test_the_scores_of_quizzes_are_those_of_the_quiz(run: Run, workspace: Path) -> None:
    """A quiz has the same score in the list, in the overview and in `quiz`."""
    run("quiz", "q01", "--exam", "--seed", "1", cwd=workspace, typed="a\n" * 40)
    (listed,) = (q for q in json.loads(run("list", "--json", cwd=workspace).stdout)["quizzes"] if q["answered"])
    (taken,) = (q for q in json.loads(run("quiz", "--json", cwd=workspace).stdout)["quizzes"] if q["answered"])
    assert listed == taken
    assert 0 < listed["score"] < listed["max_score"]


def test_hints_come_one_after_another_attempt_each(run: Run, workspace: Path) -> None:
    """The first hint is open; the next one opens after a changed file was checked, or by --force."""
    first = run("hint", "p03", cwd=workspace).stdout
    assert "Hint 1 of 3" in first
    assert "Hint 2 of 3" not in run("hint", "p03", cwd=workspace).stdout
    (workspace / FILE).write_text(NAMELESS)
    run("check", "p03", cwd=workspace)
    assert "Hint 2 of 3" in run("hint", cwd=workspace).stdout
    run("check", "p03", cwd=workspace)
    again = run("hint", "p03", cwd=workspace).stdout
    assert "Hint 1 of 3" in again
    assert "Hint 3 of 3" not in again
    assert "The next one opens after another attempt" in again
    assert "Hint 3 of 3" in run("hint", "p03", "--force", cwd=workspace).stdout
    assert "dropgrade solution p03 --give-up" in run("hint", "p03", cwd=workspace).stdout
    assert record_of(workspace)["hints"] == 3


def test_the_solution_opens_at_full_marks(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """Before full marks the solution is refused; then both programs are shown, line by line."""
    hand_in("no_scaling")
    run("check", "p03", cwd=workspace)
    refused = run("solution", "p03", cwd=workspace)
    assert refused.returncode == 2
    assert "You have 5 of 10 so far" in refused.stderr
    assert "def inverted_dropout" not in refused.stdout
    hand_in("reference")
    run("check", "p03", cwd=workspace)
    source = (workspace / FILE).read_text().replace("    keep = ", "    # my own words\n    keep = ")
    (workspace / FILE).write_text(source)
    shown = run("solution", "p03", cwd=workspace).stdout
    assert "def inverted_dropout" in shown
    assert record_of(workspace)["gave_up"] == ""


def test_giving_up_is_on_record(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """--give-up shows the solution at once, and `dropgrade` says that it was seen."""
    hand_in("multiplies_by_keep")
    run("check", "p03", cwd=workspace)
    shown = run("solution", "p03", "--give-up", cwd=workspace).stdout
    assert any(line.startswith("- ") for line in shown.splitlines())
    assert any(line.startswith("+ ") and "(1 - p)" in line for line in shown.splitlines())
    assert record_of(workspace)["gave_up"]
    assert "solution seen" in run(cwd=workspace).stdout
    wide = run("solution", "p03", "--give-up", cwd=workspace, env={"COLUMNS": "140"}).stdout
    assert "yours" in wide.splitlines()[0]
    assert "the reference" in wide.splitlines()[0]


@pytest.mark.parametrize("content", [b"\0", b"def (", b"", None])
def test_the_solution_needs_nothing_of_ones_own(run: Run, workspace: Path, content: bytes | None) -> None:
    """If the student's file is broken, empty or missing, the reference is shown anyway."""
    file = workspace / FILE
    file.unlink() if content is None else file.write_bytes(content)
    shown = run("solution", "p03", "--give-up", cwd=workspace)
    assert shown.returncode == 0, shown.stderr
    assert "def inverted_dropout" in shown.stdout


def test_a_course_without_solutions_says_so(run: Run, tmp_path: Path) -> None:
    """If only the suites are there, `solution` has nothing to show, and says whom to ask."""
    from tests.verify.small_course import write_problem

    write_problem(tmp_path, "p01_shares", {})
    (tmp_path / "solutions/p01_shares/shares.py").unlink()
    refused = run("solution", "p01", "--give-up", "--course", tmp_path)
    assert refused.returncode == 2
    assert "is not on this machine" in refused.stderr
    assert "--from FILE" in refused.stderr


@pytest.mark.parametrize("setting", ["VISUAL", "EDITOR"])
def test_open_starts_the_editor_with_the_file(run: Run, workspace: Path, setting: str) -> None:
    """$VISUAL comes before $EDITOR, its words are split like in a shell, and the file is the last of them."""
    script = workspace / "my editor"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > opened\n')
    script.chmod(0o755)
    others = {"VISUAL": "", "EDITOR": "false"} | {setting: f"'{script}' --wait"}
    assert run("open", "p03", cwd=workspace, env=others).returncode == 0
    assert (workspace / "opened").read_text().splitlines() == ["--wait", str(workspace.resolve() / FILE)]


@pytest.mark.parametrize(
    ("editor", "words"), [("no-such-editor", "cannot be started"), ("false", "could not open"), ("'", "cannot be read")]
)
def test_an_editor_that_fails_is_named(run: Run, workspace: Path, editor: str, words: str) -> None:
    """The message names the program and what to set."""
    failed = run("open", "p03", cwd=workspace, env={"VISUAL": "", "EDITOR": editor})
    assert failed.returncode == 2
    assert words in failed.stderr
    assert "$EDITOR" in failed.stderr


def test_a_standing_survives_edits_by_hand() -> None:
    """A problem has a state whatever the record contains; invalid numbers are ignored."""
    odd = {"attempts": "many", "best": 7, "hints": True, "passed": None, "unknown": 1, "last": float("nan")}
    wild = {"attempts": -3, "hints": 10**9, "best": 1e22, "max_score": 10.0, "last": float("inf"), "passed": "yes"}
    for data in ({}, {"problems": 5}, {"problems": {"p": 5}}, {"problems": {"p": odd}}):
        found = progress_on(data, "p")
        assert isinstance(found, ProblemProgress)
        assert found.attempts == found.hints == 0
    assert progress_on({"problems": {"p": odd | {"max_score": 10.0}}}, "p").best == 7
    assert progress_on({"problems": {"p": wild}}, "p") == ProblemProgress(max_score=10.0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dropgrade check p03", ["plain,p03_inverted_scaling"]),
        ("dropgrade hint p03", ["plain,p03_inverted_scaling"]),
        ("dropgrade quiz q03", ["plain,q03_scaling"]),
        ("dropgrade verify q03", ["plain,q03_scaling"]),
        ("dropgrade quiz export q03", ["plain,q03_scaling"]),
        ("dropgrade sol", ["plain,solution"]),
        ("dropgrade check my_f", ["file,my_f"]),
        ("dropgrade hint q", []),
    ],
)
def test_shells_complete_names(run: Run, workspace: Path, words: str, expected: list[str]) -> None:
    """Commands, problems and quizzes are completed, and files if no name matches."""
    asked = {"_DROPGRADE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    completed = run(cwd=workspace, env=asked)
    assert completed.stdout.split() == expected
    assert completed.returncode == 0


def test_bash_reads_what_completion_prints(workspace: Path) -> None:
    """In a real bash, the defined function completes the one matching problem."""
    from tests.conftest import COMMAND

    script = (
        'eval "$(dropgrade completion bash)"; COMP_WORDS=(dropgrade check p03); COMP_CWORD=2;'
        '_dropgrade_completion dropgrade; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{COMMAND.parent}:{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-c", script],
        cwd=workspace,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.split() == [PROBLEM], result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_its_script(run: Run, shell: str) -> None:
    """Each of the three shells gets its own script, by name or by $SHELL; an unknown one gets a question."""
    named = run("completion", shell)
    assert "_DROPGRADE_COMPLETE" in named.stdout
    assert run("completion", env={"SHELL": f"/bin/{shell}"}).stdout == named.stdout
    assert "Which shell" in run("completion", env={"SHELL": "/bin/tcsh"}).stderr


@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["hint"], ["reset", "p03"], ["open", "p03"]])
def test_light_commands_stay_light(workspace: Path, words: list[str]) -> None:
    """Commands that only look around import none of the libraries that grade or draw."""
    heavy = {"numpy", "pytest", "nbformat", "rich", "markdown_it", "watchfiles", "matplotlib"}
    loaded, ended = modules_of(*words, cwd=workspace, env={"EDITOR": "true", "VISUAL": "true"})
    assert ended.returncode == 0
    assert "click" in loaded
    assert heavy.isdisjoint(loaded)


@pytest.mark.parametrize("words", [[], ["list"], ["init"], ["reset", "p03"], ["check", "p03"]])
def test_a_pipe_for_a_file_holds_up_no_command(run: Run, workspace: Path, words: list[str]) -> None:
    """With a named pipe in place of a file, every command ends, and reports it if it matters."""
    (workspace / FILE).unlink()
    os.mkfifo(workspace / FILE)
    ended = run(*words, cwd=workspace)
    assert ended.returncode in (0, 1, 2)
    assert "Traceback" not in ended.stderr


def test_a_workspace_is_known_by_its_stubs(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """A workspace is recognised without its hidden folder."""
    import shutil

    hand_in("reference")
    shutil.rmtree(workspace / ".dropgrade")
    assert "10 / 10" in run("check", "p03", cwd=workspace).stdout
    assert record_of(workspace)["passed"]


def test_what_the_last_check_named_has_its_own_hint_first(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """The hint of a named mistake comes before the general hints, which need another attempt as usual."""
    hand_in("no_scaling")
    run("check", "p03", cwd=workspace)
    first = run("hint", "p03", cwd=workspace).stdout
    assert "About what your last check named (no scaling)" in first
    assert "?" in first
    assert "Hint 1 of 3" not in first
    assert run("hint", "p03", cwd=workspace).stdout.startswith(first.rpartition("\n\n")[0])
    for _ in range(6):
        forced = run("hint", "p03", "--force", cwd=workspace).stdout
    assert "Hint 3 of 3" in forced
    assert "About what your last check named (no scaling)" in forced
    assert "dropgrade solution p03 --give-up" in forced


def test_a_hint_is_about_what_is_wrong_now(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """Hints are about the latest check's mistakes; if none is named, the general ones come at once."""
    hand_in("no_scaling")
    run("check", "p03", cwd=workspace)
    hand_in("reversed_comparison")
    run("check", "p03", cwd=workspace)
    assert "(reversed comparison)" in run("hint", "p03", cwd=workspace).stdout
    (workspace / FILE).write_text(NAMELESS)
    run("check", "p03", cwd=workspace)
    hint = run("hint", "p03", cwd=workspace).stdout
    assert "About what" not in hint
    assert "Hint 1 of 3" in hint


def test_a_finish_is_shown_once_at_full_marks(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """The first full marks of a problem show the finish; later checks do not."""
    hand_in("reference")
    first = run("check", "p03", cwd=workspace).stdout
    assert "torch.nn.functional.dropout(x, p, training=training)" in first
    assert "The bug that it prevents" in first
    assert first.endswith("Full marks. Next: dropgrade quiz q03, then dropgrade check p04\n")
    again = run("check", "p03", cwd=workspace).stdout
    assert "torch" not in again
    assert again.endswith("Full marks. Next: dropgrade check p04\n")
    assert "torch.nn.functional.dropout" in run("solution", "p03", cwd=workspace).stdout


def test_what_comes_next_is_still_open(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """The next problem is one that is not passed, starting over after the last."""
    hand_in("reference")
    run("check", "p03", cwd=workspace)
    p02 = "exercises/p02_standard_dropout/standard_dropout.py"
    (workspace / p02).write_text((ROOT / p02.replace("exercises", "solutions")).read_text())
    assert run("check", "p02", cwd=workspace).stdout.endswith(", then dropgrade check p04\n")
    p26 = "exercises/p26_cutout/cutout.py"
    (workspace / p26).write_text((ROOT / p26.replace("exercises", "solutions")).read_text())
    assert run("check", "p26", cwd=workspace).stdout.endswith(", then dropgrade check p01\n")


def test_the_solution_is_code_beside_code(run: Run, workspace: Path, hand_in: HandIn) -> None:
    """Docstrings and the stub's main block are not compared."""
    hand_in("reference")
    file = workspace / FILE
    stub = (ROOT / FILE).read_text()
    file.write_text(file.read_text() + stub[stub.index("\n\nif __name__") :])
    run("check", "p03", cwd=workspace)
    shown = run("solution", "p03", cwd=workspace).stdout.partition("In PyTorch")[0]
    assert '"""' not in shown
    assert "__main__" not in shown
    assert "mask = rng.random(x.shape) >= p" in shown
    assert not [line for line in shown.splitlines() if line.startswith(("- ", "+ "))]
