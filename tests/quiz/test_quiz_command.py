"""`dropgrade quiz` and `dropgrade review` for their user: over a pipe, in a terminal, and interrupted anywhere."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import COMMAND, run_command
from tests.quiz.sample import NAME, TEXT, write_course
from tests.verify.small_course import write_problem
from tests.warm import Started

RIGHT = {"inverted-scale": "`1/0.8`", "which-hold": "it is an array|it has one dimension", "expected-value": "3"}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one quiz."""
    return write_course(tmp_path).root


def say(
    course: Path, *words: str, typed: str = "", columns: int = 80, code: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in the course with typed input."""
    result = run_command(*words, cwd=course, env={"COLUMNS": str(columns), "TZ": "UTC"}, typed=typed)
    if code is not None:
        assert result.returncode == code, result.stdout + result.stderr
    return result


def letters(shown: str, *texts: str) -> str:
    """Return the letters under which options are shown."""
    found = dict(re.findall(r"^ *([a-z])\)  ?(.*)$", shown, re.MULTILINE))
    return "".join(letter for letter, text in found.items() if text.strip() in texts)


@cache
def right_letters(seed: int) -> list[str]:
    """Return the right answers under a seed, as they have to be typed."""
    with tempfile.TemporaryDirectory() as folder:
        course = write_course(Path(folder)).root
        shown = say(course, "quiz", "q01", "--restart", "--seed", str(seed), typed="s\ns\ns\n").stdout
    parts = shown.split("Question ")[1:]
    answers = list(RIGHT.values())
    return [answers[i] if answers[i] == "3" else letters(parts[i], *answers[i].split("|")) for i in range(3)]


def progress(course: Path) -> dict[str, Any]:
    """Return the progress record."""
    found: dict[str, Any] = json.loads((course / ".dropgrade/progress.json").read_text())
    return found


def test_the_list_says_what_was_taken(course: Path) -> None:
    """Without a name the quizzes are listed with score and date, and the next one to take is named."""
    before = say(course, "quiz", code=0).stdout
    assert re.search(r"· q01_sample  A sample +not taken +0 / 3\n", before)
    assert before.endswith("Next: dropgrade quiz q01\n")
    typed = "\n".join(right_letters(5)) + "\n"
    say(course, "quiz", "q01", "--seed", "5", typed=typed, code=0)
    after = say(course, "quiz", code=0).stdout
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    assert re.search(rf"✓ q01_sample  A sample +{today} +3 / 3\n", after)
    listed = json.loads(say(course, "quiz", "--json", code=0).stdout)["quizzes"]
    assert [(q["quiz"], q["score"], q["max_score"], q["answered"]) for q in listed] == [(NAME, 3, 3, 3)]


def test_a_right_answer_is_explained(course: Path) -> None:
    """A right answer is followed by the explanation, and the last one by the score."""
    typed = "\n".join(right_letters(5)) + "\n"
    shown = say(course, "quiz", "q01", "--seed", "5", typed=typed, code=0).stdout
    assert shown.count("✓ Right.") == 3
    assert "The factor makes E[mask]/(1 - p) = 1" in " ".join(shown.split())
    assert shown.endswith("Score: 3 of 3, all at the first try.\n")
    assert "\x1b" not in shown


def test_a_wrong_answer_shows_its_reason_the_hint_and_a_second_try(course: Path) -> None:
    """A wrong answer gets its reason, the hint and a second attempt; the first one counts."""
    seed = 5
    first = right_letters(seed)[0]
    shown = say(course, "quiz", "q01", "--restart", "--seed", str(seed), typed="s\ns\ns\n").stdout
    wrong = letters(shown.split("Question ")[1], "`0.8`")
    once = say(
        course, "quiz", "q01", "--restart", "--seed", str(seed), typed=f"{wrong}\n{first}\ns\ns\n", code=1
    ).stdout
    assert re.search(
        r"✗ Not right\..*0\.64 x\..*Hint:.*expected value equal x\?.*Once more\..*✓ Right\. This was the second try",
        " ".join(once.split()),
    )
    assert "Score: 0 of 3" in once
    twice = say(
        course, "quiz", "q01", "--restart", "--seed", str(seed), typed=f"{wrong}\n{wrong}\ns\ns\n", code=1
    ).stdout
    assert f"The right answer is {first}." in twice
    assert "To read again:\n  - Srivastava et al. (2014), section 10" in twice


def test_all_that_apply_earn_part_of_the_point(course: Path) -> None:
    """Half of the right choices earn half a point, and the number of missing ones is shown."""
    shown = say(course, "quiz", "q01", "--seed", "5", typed="s\ns\ns\n").stdout
    one = letters(shown.split("Question ")[2], "it is an array")
    partly = say(course, "quiz", "q01", "--restart", "--seed", "5", typed=f"s\n{one}\n{one}\ns\n", code=1).stdout
    assert "~ Partly right. It is worth 0.5 of 1 point." in partly
    assert "1 more applies." in partly
    assert "Score: 0.5 of 3" in partly


def test_what_is_no_answer_costs_nothing(course: Path) -> None:
    """Invalid input and the hint do not use up an attempt."""
    first = right_letters(5)[0]
    typed = f"\nzz\n?\nhint\n7\n{first}\nskip\nskip\n"
    shown = say(course, "quiz", "q01", "--restart", "--seed", "5", typed=typed, code=1).stdout
    assert shown.count("Type a letter from a to c. (? hint, s skip, q stop)") == 3
    assert shown.count("Hint:") == 2
    assert "Score: 1 of 3" in shown
    assert "2 questions without an answer." in shown


def test_an_exam_says_nothing_until_the_end(course: Path) -> None:
    """With --exam there is one attempt without reasons and hints; everything is explained at the end."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    typed = "\n".join([wrong, *right[1:]]) + "\n"
    shown = say(course, "quiz", "q01", "--exam", "--restart", "--seed", "5", typed=typed, code=1).stdout
    during, _, after = shown.partition("Noted.\n\nQuestion 1 of 3")
    assert "Right" not in during
    assert f"The right answer is {right[0]}." in after
    assert after.count("✓ Right.") == 2
    assert "Score: 2 of 3" in after


@pytest.mark.parametrize("ending", ["", "q\n", "quit\n"])
def test_a_sitting_goes_on_where_it_stopped(course: Path, ending: str) -> None:
    """After q, or at the end of the input, the same command continues with the next question."""
    right = right_letters(5)
    stopped = say(course, "quiz", "q01", "--restart", "--seed", "5", typed=f"{right[0]}\n{ending}", code=1).stdout
    assert "Stopped after 1 of 3 questions; all of it is kept." in stopped
    assert stopped.endswith("Continue with: dropgrade quiz q01\n")
    assert "unfinished" in say(course, "quiz").stdout
    again = say(course, "quiz", "q01", typed=f"{right[1]}\n{right[2]}\n", code=0).stdout
    assert "Continuing where you stopped: 2 questions left." in again
    assert "Question 1 of 3" not in again
    assert "Score: 3 of 3" in again


def test_a_closed_input_is_borne(course: Path) -> None:
    """Without standard input, the sitting stops at its first question and is kept."""
    command = f"exec {COMMAND} quiz q01 <&-"
    result = subprocess.run(["bash", "-c", command], cwd=course, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.endswith("Continue with: dropgrade quiz q01\n")


def test_an_unfinished_sitting_is_not_turned_into_another(course: Path) -> None:
    """An exam is refused while another sitting is unfinished, and --restart begins it."""
    say(course, "quiz", "q01", typed="q\n", code=1)
    say(course, "quiz", "q01", typed="s\nq\n", code=1)
    error = say(course, "quiz", "q01", "--exam", code=2).stderr
    assert error.endswith("continues with its earlier options.\nLeave the options out, or add --restart.\n")
    assert "One try each" in say(course, "quiz", "q01", "--exam", "--restart", typed="q\n", code=1).stdout


def test_a_broken_quiz_leaves_the_others(course: Path) -> None:
    """A quiz with faults is left out of the list and of the review, with a message."""
    (course / "quizzes/q02_broken.md").write_text("# Broken")
    listed = say(course, "quiz", code=0)
    assert "q01_sample" in listed.stdout
    assert "q02_broken is left out" in listed.stderr
    assert "There is nothing to review today." in say(course, "review", code=0).stderr


@pytest.mark.parametrize(
    "words", [["quiz", "--exam"], ["quiz", "--answers", "x"], ["quiz", "q01", "--answers", "x", "--exam"]]
)
def test_options_that_make_no_sense_are_refused(course: Path, words: list[str]) -> None:
    """An option that would be ignored is wrong usage."""
    say(course, *words, code=2)


def test_closed_outputs_are_borne(course: Path) -> None:
    """Missing standard output or error streams do not cause a failure."""
    for streams in (">&-", "2>&-"):
        command = f"exec {COMMAND} quiz {streams}"
        result = subprocess.run(["bash", "-c", command], cwd=course, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")


def test_only_what_was_missed_is_asked_again(course: Path) -> None:
    """--only-missed asks what was not right the last time, or says that there is nothing."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    say(course, "quiz", "q01", "--restart", "--seed", "5", typed=f"{wrong}\n{wrong}\n{right[1]}\n{right[2]}\n", code=1)
    shown = say(course, "quiz", "q01", "--only-missed", "--seed", "5", typed=f"{right[0]}\n", code=0).stdout
    assert "Question 1 of 1" in shown
    nothing = say(course, "quiz", "q01", "--only-missed", code=0)
    assert "Nothing that you answered in q01_sample was wrong so far." in nothing.stderr
    assert json.loads(say(course, "quiz", "--json").stdout)["quizzes"][0]["score"] == 3


def test_the_summary_names_questions_by_their_words_and_the_problem_to_go_back_to(course: Path) -> None:
    """The summary shows the words of missed questions, and the title of the problem to go back to."""
    write_problem(course, "p01_shares", {})
    file = course / "quizzes/q01_sample.md"
    file.write_text(TEXT.replace("## inverted-scale\n", "## inverted-scale\n<!-- practise: p01 -->\n"))
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    typed = f"{wrong}\n{right[0]}\n{right[1]}\n{right[2]}\n"
    shown = say(course, "quiz", "q01", "--restart", "--seed", "5", typed=typed, code=1).stdout
    end = shown[shown.index("Score: ") :]
    assert "practise" not in shown
    assert "Not right:\n  With drop probability `p = 0.2`, inverted dropout multiplies survivors by\n" in end
    assert "inverted-scale" not in end
    assert re.search(r"To go back to:\n  p01  .+: dropgrade open p01\n", end)


def test_an_answer_to_be_given_again_counts_as_one_when_stopped(course: Path) -> None:
    """Stopping after one wrong answer counts as one question of three."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    shown = say(course, "quiz", "q01", "--restart", "--seed", "5", typed=f"{wrong}\nq\n", code=1).stdout
    assert "Stopped after 1 of 3 questions; all of it is kept." in shown


def test_review_names_the_quiz_of_each_question(course: Path) -> None:
    """With several quizzes, headings and summary say which quiz a question is from."""
    (course / "quizzes/q02_other.md").write_text(TEXT.replace("# A sample", "# Another"))
    for quiz in ("q01", "q02"):
        say(course, "quiz", quiz, "--seed", "5", typed="99\n" * 9 + "a\na\ns\ns\n")
    shown = say(course, "review", "--seed", "5", typed="a\na\n" * 9).stdout
    assert re.search(r"Question \d of \d  q02: Another", shown)


def test_review_asks_what_was_missed_and_what_is_due(course: Path) -> None:
    """A missed question is due at once, a right one after a day; then there is nothing to review."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    say(course, "quiz", "q01", "--restart", "--seed", "5", typed=f"{wrong}\n{wrong}\n{right[1]}\n{right[2]}\n", code=1)
    assert "Question 1 of 1" in say(course, "review", "--seed", "5", typed=f"{right[0]}\n", code=0).stdout
    assert "There is nothing to review today." in say(course, "review", code=0).stderr
    data = progress(course)
    for made in data["quizzes"]["tries"]:
        made["when"] = (datetime.fromisoformat(made["when"]) - timedelta(days=1, minutes=1)).isoformat()
    (course / ".dropgrade/progress.json").write_text(json.dumps(data))
    assert "Question 1 of 3" in say(course, "review", typed="q\n").stdout


def test_being_sure_is_asked_before_anything_is_said(course: Path) -> None:
    """--confidence asks for a rating before scoring; it earns nothing, and being sure but wrong is shown."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    typed = f"{wrong}\n5\n4\n{right[0]}\ns\ns\n"
    shown = say(course, "quiz", "q01", "--restart", "--seed", "5", "--confidence", typed=typed, code=1).stdout
    assert shown.index("How sure are you") < shown.index("Not right.")
    assert "Type 1, 2, 3 or 4." in shown
    assert "Not right, though you were sure:\n  With drop probability `p = 0.2`, inverted dropout" in shown
    assert [t["sure"] for t in progress(course)["quizzes"]["tries"]][-2:] == [4, None]


def test_the_result_as_json_leaves_the_output_clean(course: Path) -> None:
    """With --json the conversation is on standard error, and the output is one object."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    result = say(
        course, "quiz", "q01", "--restart", "--seed", "5", "--json", typed=f"{wrong}\n{right[0]}\ns\ns\n", code=1
    )
    found = json.loads(result.stdout)
    assert (found["schema"], found["score"], found["max_score"], found["answered"]) == ("dropgrade/quiz/v1", 0, 3, 1)
    assert [m["question"] for m in found["missed"]] == ["inverted-scale"]
    assert found["missed"][0]["reasons"][0].startswith("That ")
    assert "Question 1 of 3" in result.stderr


def test_written_answers_are_marked_without_asking(course: Path) -> None:
    """--answers scores a file, whose letters follow the quiz's file, and records nothing."""
    file = course / "answers.txt"
    file.write_text("# mine\ninverted-scale: a\n\nwhich-hold: a, b\nexpected-value: 3.0\n")
    assert "Score: 3 of 3" in say(course, "quiz", "q01", "--answers", str(file), code=0).stdout
    file.write_text("inverted-scale: b\n")
    partial = say(course, "quiz", "q01", "--answers", str(file), "--json", code=1)
    assert json.loads(partial.stdout)["answered"] == 1
    assert not (course / ".dropgrade").exists()


def test_every_line_of_a_bad_answers_file_is_told(course: Path) -> None:
    """Unknown questions, duplicates and invalid answers are all reported with their lines."""
    file = course / "answers.txt"
    file.write_text("inverted-scale: a\nno-such: b\ninverted-scale: b\nwhich-hold: z\nnothing\n")
    error = say(course, "quiz", "q01", "--answers", str(file), code=2).stderr
    for line, words in ((2, "there is no question 'no-such'"), (3, "inverted-scale is answered twice"),
                        (4, "'z' is not an answer to which-hold"), (5, "there is no question 'nothing'")):  # fmt: skip
        assert f"{file}:{line}: {words}" in error
    assert "The questions of q01_sample are inverted-scale, which-hold, expected-value." in error
    assert "cannot be read" in say(course, "quiz", "q01", "--answers", "nowhere.txt", code=2).stderr
    file.write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in say(course, "quiz", "q01", "--answers", str(file), code=2).stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["quiz", "q9"], "There is no quiz 'q9'.\nThe quizzes are q01_sample.\n"),
        (["quiz", "q01", "--count", "0"], "Invalid value for '--count'"),
        (["quiz", "--course", "nowhere"], "There is no course in nowhere."),
        (["review", "q01"], "Got unexpected extra argument (q01)"),
    ],
)
def test_wrong_usage_is_told(course: Path, words: list[str], message: str) -> None:
    """What cannot be asked is refused with a message and exit code 2."""
    assert message in say(course, *words, code=2).stderr


def test_a_broken_quiz_names_the_line_and_the_mend(course: Path) -> None:
    """A quiz with faults is not asked; every fault is reported with its line and how to fix it."""
    (course / "quizzes" / f"{NAME}.md").write_text(TEXT.replace("- [x] `1/0.8`", "- [ ] `1/0.8`"))
    error = say(course, "quiz", "q01", code=2).stderr
    assert f"{NAME}.md:6: `inverted-scale` has no right option" in error
    assert f"{NAME}.md:6: the wrong option has no reason" in error


def test_a_course_without_quizzes_says_so(tmp_path: Path) -> None:
    """Without quizzes, the message names the command that creates one."""
    root = write_course(tmp_path).root
    (root / "quizzes" / f"{NAME}.md").unlink()
    assert "This course has no quizzes.\nStart one: dropgrade new quiz" in say(root, "quiz", code=2).stderr
    assert "There is nothing to review today." in say(root, "review", code=0).stderr


def test_a_damaged_record_is_kept_aside_and_told(course: Path) -> None:
    """A damaged record is kept under another name, a new one is begun, and the command goes on."""
    (course / ".dropgrade").mkdir()
    (course / ".dropgrade/progress.json").write_text("{")
    result = say(course, "quiz", "q01", typed="q\n", code=1)
    assert "It was kept as" in result.stderr
    assert len(list((course / ".dropgrade").glob("progress.*.damaged.json"))) == 1


def test_check_shows_the_scores_of_the_quizzes(course: Path) -> None:
    """Grading the whole course shows the quizzes below the exercises, and in JSON under "quizzes"."""
    from tests.verify.small_course import write_problem

    write_problem(course, "p01_shares", {})
    typed = "\n".join(right_letters(5)) + "\n"
    say(course, "quiz", "q01", "--seed", "5", typed=typed, code=0)
    shown = say(course, "check", code=1).stdout
    assert re.search(r"✓ q01_sample  A sample +[-\d]+ +3 / 3\n", shown)
    report = json.loads(say(course, "check", "--json", code=1).stdout)
    assert [(q["quiz"], q["score"], q["max_score"]) for q in report["quizzes"]] == [(NAME, 3, 3)]
    assert json.loads(say(course, "check", "p01", "--json", code=1).stdout)["quizzes"] == []


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_every_width_is_borne(course: Path, columns: int) -> None:
    """No line except code is wider than the terminal."""
    shown = say(course, "quiz", "q01", "--seed", "5", typed="?\ns\ns\ns\n", columns=columns, code=1).stdout
    assert max(map(len, shown.splitlines())) <= min(columns, 100) + len("Your answer: s")


# In a terminal.


class Terminal:
    """The command in a pseudo-terminal, to type into and to interrupt."""

    def __init__(self, course: Path, *words: str) -> None:
        self.controller, inner = pty.openpty()
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
        self.process = Started([str(COMMAND), *words], course, env, (inner, inner, inner))
        os.close(inner)
        self.shown = ""

    def until(self, words: str, seconds: float = 30) -> str:
        """Read until some words are shown; return all new output."""
        deadline = time.monotonic() + seconds
        new = ""
        while words not in new:
            assert time.monotonic() < deadline, f"{words!r} was not shown, but: {new}"
            try:
                new += os.read(self.controller, 65536).decode(errors="replace")
            except OSError:
                break
        self.shown += new
        return new

    def type(self, words: str) -> None:
        """Type a line."""
        os.write(self.controller, f"{words}\n".encode())

    def end(self) -> int:
        """Wait for the end."""
        code = self.process.wait(30)
        os.close(self.controller)
        return code


def test_a_quiz_is_taken_in_a_terminal(course: Path) -> None:
    """In a terminal the same words are shown, in colour, and answers are read."""
    right = right_letters(5)
    terminal = Terminal(course, "quiz", "q01", "--restart", "--seed", "5")
    for answer in right:
        terminal.until("Your answer: ")
        terminal.type(answer)
    terminal.until("Score: 3 of 3")
    assert terminal.end() == 0
    assert "\x1b[" in terminal.shown


def test_a_line_can_be_edited_in_a_terminal(course: Path) -> None:
    """Arrow keys move in the line and bring back the last one, and Ctrl-D at its beginning stops."""
    right = right_letters(5)
    terminal = Terminal(course, "quiz", "q01", "--restart", "--seed", "5")
    terminal.until("Your answer: ")
    terminal.type(f"x{right[0]}\x1b[D\x1b[D\x1b[3~")  # to the left twice, and delete the x
    assert "Right." in terminal.until("Your answer: ")
    terminal.type("9")
    terminal.until("Your answer: ")
    terminal.type("\x1b[A\x7f" + right[1])  # the last line again, whose 9 is deleted
    assert "Right." in terminal.until("Your answer: ")
    os.write(terminal.controller, b"\x04")
    assert "Stopped after 2 of 3 questions" in terminal.until("Continue with")
    assert terminal.end() == 1


def interrupt(terminal: Terminal, ending: signal.Signals) -> None:
    """End what runs in a terminal; between a prompt and reading, Python notices Ctrl-C only at the next prompt."""
    for _ in range(30):
        os.killpg(terminal.process.pid, ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            terminal.process.wait(1)
            return


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("answered", [0, 1, 2, 3])
def test_cut_off_at_any_prompt_nothing_is_lost(course: Path, ending: signal.Signals, answered: int) -> None:
    """Killed at any prompt, including second attempts, the next start continues exactly there."""
    right = right_letters(5)
    wrong = "a" if right[0] != "a" else "b"
    typed = [wrong, right[0], right[1], right[2]]
    terminal = Terminal(course, "quiz", "q01", "--restart", "--seed", "5")
    terminal.until("Your answer: ")
    for words in typed[:answered]:
        terminal.type(words)
        terminal.until("Your answer: ")
    interrupt(terminal, ending)
    code = terminal.end()
    assert code == (130 if ending is signal.SIGINT else -ending)
    rest = say(course, "quiz", "q01", "--seed", "5", typed="\n".join(typed[answered:]) + "\n", code=1).stdout
    assert "Score: 2 of 3" in rest
    assert len(progress(course)["quizzes"]["tries"]) == 4
