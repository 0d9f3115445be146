"""`dropgrade show` as its user meets it in the terminal: pictures, and a sentence where there is nothing to draw."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from dropgrade.pictures import pictured
from tests.cases import COURSE, program
from tests.conftest import COMMAND, ROOT, Run
from tests.on_a_terminal import shown_on_a_terminal
from tests.verify.small_course import write_problem

P03 = "p03_inverted_scaling"
REFERENCE = ROOT / "solutions" / P03 / "inverted_scaling.py"
PICTURED = pictured(COURSE)
HEADER = "import numpy as np\n\ndef inverted_dropout(x, p, training=True, rng=None):\n    "


def made(folder: Path, mistake: str) -> Path:
    """A file with the reference of p03 and a known mistake in it."""
    file = folder / f"{mistake}.py"
    file.write_text(program(P03, mistake))
    return file


@pytest.fixture
def shown(run: Run, tmp_path: Path) -> Run:
    """Show a submission for p03 that consists of one body."""

    def show(body: str, *words: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "try.py"
        file.write_text(HEADER + body)
        return run("show", "--problem", "p03", file, *words)

    return show


@pytest.mark.parametrize("name", PICTURED)
def test_every_reference_is_drawn(run: Run, name: str) -> None:
    """Each picture can be drawn of the reference, within 80 columns, as plain text, with every share in its band."""
    result = run("show", ROOT / "solutions" / name)
    assert (result.returncode, result.stderr) == (0, "")
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "\x1b" not in result.stdout
    assert "outside the band" not in result.stdout


def test_the_picture_says_what_was_kept(run: Run) -> None:
    """The mask, the share with its band in words, and the numbers before and after are there."""
    text = run("show", REFERENCE).stdout
    rows = [line for line in text.splitlines() if re.fullmatch(r" *([■·] ){31}[■·]", line)]
    assert len(rows) == 12
    assert "observed 0.7063 (1,695 of 2,400): inside the band" in text
    assert "expected 0.7, band 0.6421 to 0.7562 (1,541 to 1,815)" in text
    assert "exactly 0" in text


def test_whole_rows_that_are_dropped_are_seen(run: Run, tmp_path: Path) -> None:
    """Where one coin drops a whole sample, every row of the drawn mask is full or empty."""
    text = run("show", "--alone", "--problem", "p03", made(tmp_path, "one_coin_per_sample")).stdout
    rows = {line.replace(" ", "") for line in text.splitlines() if re.fullmatch(r" *([■·] ){31}[■·]", line)}
    assert rows == {"■" * 32, "·" * 32}


def test_a_wrong_share_lies_outside(run: Run, tmp_path: Path) -> None:
    """A solution that keeps with p lies outside the band, in words; showing grades nothing, so the exit code is 0."""
    result = run("show", "--problem", "p03", made(tmp_path, "keeps_with_p"))
    assert "observed 0.2938 (705 of 2,400): outside the band" in result.stdout
    assert result.returncode == 0


def test_the_same_seed_gives_the_same_picture(run: Run) -> None:
    """A file, a rate and a seed give one picture; another seed gives another."""
    first, second, other = (run("show", REFERENCE, "--seed", seed).stdout for seed in ("3", "3", "4"))
    assert first == second
    assert first.replace("seed 3", "seed 4") != other


@pytest.mark.parametrize("p", ["0", "0.999"])
def test_the_ends_of_the_rates_are_drawn(run: Run, p: str) -> None:
    """Nothing dropped and nearly everything dropped are pictures too."""
    result = run("show", REFERENCE, "--p", p)
    assert result.returncode == 0
    assert "inside the band" in result.stdout


@pytest.mark.parametrize("p", ["1", "-0.1", "nan", "inf", "x"])
def test_no_rate_is_wrong_usage(run: Run, p: str) -> None:
    """A number that is not a probability of dropping is refused."""
    result = run("show", "p03", "--p", p)
    assert (result.returncode, result.stdout) == (2, "")
    assert "--p" in result.stderr


def test_a_stub_is_not_written_yet(run: Run) -> None:
    """A stub gives nothing to draw: the message names the file to edit, and the exit code is 1."""
    result = run("show", "p03")
    assert result.returncode == 1
    assert "· to do  Not written yet." in result.stdout
    assert f"Edit exercises/{P03}/inverted_scaling.py" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("body", "sign", "words"),
    [
        ("while True: pass", "✗ time", "was stopped"),
        ("raise SystemExit", "✗ error", "ends the whole program"),
        ("import os; os._exit(0)", "✗ crash", "inverted_dropout"),
        ("return np.zeros((9**5, 9**5)), None", "✗ memory", "memory"),
        ("return np.broadcast_to(1.0, (9**5, 9**5)), None", "✗ fail", "too large"),
        ("return x * np.nan, None", "✗ fail", "NaN or infinity"),
        ("return x * 1e300, None", "✗ fail", "too large to draw"),
        ("return object(), None", "✗ fail", "expected an array of numbers"),
        ("return x[:3], None", "✗ fail", "the shape of out"),
        ("return x", "✗ fail", "a tuple (out, mask)"),
        ("return x.astype(object), None", "✗ fail", "expected an array of numbers"),
        ("return x + 1j, None", "✗ fail", "expected an array of numbers"),
        ("return x / nothing, None", "✗ error", "line 4: return x / nothing, None"),
        ("raise ValueError('\\x1b[2J')", "✗ error", r"\x1b[2J"),
    ],
)
def test_nothing_to_draw_is_one_sentence(shown: Run, body: str, sign: str, words: str) -> None:
    """However the student's code ends, one sentence says so; no picture, no traceback, exit code 1."""
    result = shown(body)
    text = " ".join(result.stdout.split())
    assert (result.returncode, result.stderr) == (1, "")
    assert sign in text
    assert words in text
    assert "Traceback" not in text
    assert "Kept" not in text
    assert "\x1b" not in result.stdout


def test_a_missing_name_is_said(run: Run, tmp_path: Path) -> None:
    """A file without the function says which one is missing."""
    file = tmp_path / "inverted_scaling.py"
    file.write_text("def other():\n    pass\n")
    result = run("show", file)
    assert result.returncode == 1
    assert "There is no `inverted_dropout` in the file." in result.stdout


def test_what_is_printed_is_shown_with_the_picture(shown: Run) -> None:
    """The student's own output follows the pictures, cut where it is long."""
    result = shown("print('\\n'.join(map(str, range(100))))\n    return x * (rng.random(x.shape) >= p), None")
    assert "  | 0\n" in result.stdout
    assert "lines …" in result.stdout


def test_a_problem_without_a_picture_says_so(run: Run, tmp_path: Path) -> None:
    """It is wrong usage, and the problems that have a picture are listed."""
    for name in ("p01_plain", "p02_drawn"):
        write_problem(tmp_path, name, {})
    (tmp_path / "solutions/p02_drawn/picture.py").write_text("")
    result = run("show", "p01", "--course", tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "There is no picture of p01_plain." in result.stderr
    assert "There are pictures of p02_drawn." in result.stderr


def test_a_broken_picture_is_not_the_students_fault(run: Run, tmp_path: Path) -> None:
    """Where picture.py itself fails, the exit code is 3 and the message says that it is not the student's fault."""
    write_problem(
        tmp_path, "p01_shares", {"write": {"picture.py": "def picture(student):\n    return student.f + 1\n"}}
    )
    result = run("show", tmp_path / "solutions" / "p01_shares", "--course", tmp_path)
    assert (result.returncode, result.stdout) == (3, "")
    assert "The picture of p01_shares failed, not your code: `picture` raised TypeError" in result.stderr


def test_several_targets_are_refused(run: Run) -> None:
    """A folder with several problems is more than one picture."""
    result = run("show", "exercises")
    assert result.returncode == 2
    assert "Show one of them" in result.stderr


def test_plain_signs_where_the_encoding_has_no_others(run: Run) -> None:
    """On an ASCII terminal every sign is a plain one, and kept and dropped still differ."""
    drawn = {}
    for name in (P03, "p08_mc_dropout", "p16_attention_dropout"):
        text = drawn[name] = run("show", ROOT / "solutions" / name, env={"PYTHONIOENCODING": "ascii"}).stdout
        assert text.isascii()
        assert "?" not in text
    assert "# - #" in drawn[P03]


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals_that_want_them(setting: dict[str, str], coloured: bool) -> None:
    """A terminal gets colours unless it says no; the verdict is in words either way."""
    code, text = shown_on_a_terminal("show", REFERENCE, env={"COLUMNS": "80", **setting})
    assert code == 0
    assert ("\x1b[32m" in text) is coloured
    assert "inside the band" in text


def test_a_reader_that_leaves_is_no_error() -> None:
    """A pipe that is closed early ends the command silently."""
    with subprocess.Popen([COMMAND, "show", REFERENCE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as it:
        assert it.stdout is not None
        assert it.stderr is not None
        it.stdout.close()
        assert it.stderr.read() == b""
    assert it.returncode == 141


def test_the_reference_is_beside_what_is_wrong(run: Run, tmp_path: Path) -> None:
    """What a wrong function gives is drawn beside what the reference gives, unless it is to be alone."""
    file = made(tmp_path, "no_scaling")
    text = run("show", "--problem", "p03", file).stdout
    assert "reference: out" in text
    assert "training" in text
    assert "reference: training" in text
    assert "reference: mask" not in text
    assert "reference: " not in run("show", "--alone", "--problem", "p03", file).stdout


@pytest.mark.parametrize("name", ["p03_inverted_scaling", "p13_training_loop"])
def test_what_is_right_is_drawn_once(run: Run, name: str) -> None:
    """Where the reference gives the same, nothing is there twice."""
    text = run("show", ROOT / "solutions" / name).stdout.partition("\n\n")[2]
    assert "reference: " not in text


def test_forty_columns_hold_every_number(run: Run, tmp_path: Path) -> None:
    """In a narrow window groups are drawn below each other, and what is expected below its bar."""
    file = made(tmp_path, "scales_at_evaluation")
    text = run("show", "--alone", "--problem", "p03", file, env={"COLUMNS": "40"}).stdout
    lines = text.partition("\n\n")[2].splitlines()
    assert max(map(len, lines)) <= 40
    assert re.search(r"evaluation  ■+ +1\.\d{3}\n +expected 1\.\d{3}\n", text)
    assert re.search(r"exactly 0  ■+ \d{3}\n", text)
