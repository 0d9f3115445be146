"""`dropgrade quiz export` and `dropgrade quiz import` for their user."""

from __future__ import annotations

import ctypes
import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from dropgrade.course.trusting import trust
from tests.conftest import COMMAND, ROOT, Run, run_command
from tests.quiz.sample import NAME, TEXT, write_course

OTHER = "q02_other"
FORMATS = ["moodle", "gift", "qti", "jupyterquiz"]
FIXTURES = Path(__file__).parent / "exchange_fixtures"
READ_BACK = {"gift": ".gift", "moodle": ".xml"}
SOUND = """\
Quiz title: Sums
Quiz description: Two numbers.

Title: sum
1. What is 1 + 1?
... Count.
*a) 2
b) 3
... One too many.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with two quizzes."""
    other = TEXT.replace("# A sample", "# Another").replace("inverted-scale", "other-scale")
    return write_course(tmp_path / "course", **{NAME: TEXT, OTHER: other}).root


def tree(root: Path) -> dict[str, bytes | None]:
    """Return everything below a folder: the bytes of each file, None for folders."""
    return {str(p.relative_to(root)): p.read_bytes() if p.is_file() else None for p in sorted(root.rglob("*"))}


def questions_of_qti(content: bytes) -> int:
    """Return the number of questions in a QTI package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return sum(package.read(name).count(b"<item ") for name in package.namelist() if name.endswith(".xml"))


COUNTS: dict[str, Callable[[bytes], int]] = {
    "moodle": lambda b: sum(q.get("type") in ("multichoice", "numerical") for q in fromstring(b).iter("question")),
    "gift": lambda b: b.count(b"// [id:"),
    "qti": questions_of_qti,
    "jupyterquiz": lambda b: len(json.loads(b)),
}


# Help.


@pytest.mark.parametrize(
    ("word", "said"), [("export", ["[NAME]...", "--to", "-o, --output FILE"]), ("import", ["FILE NAME", "--from"])]
)
def test_help_names_what_it_takes(run: Run, word: str, said: list[str]) -> None:
    """`--help` shows how to call the command, and exits with 0."""
    result = run("quiz", word, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: dropgrade quiz {word} [OPTIONS] ")
    assert all(each in result.stdout for each in [*said, "--course DIR"])


# Export.


@pytest.mark.parametrize("form", FORMATS)
def test_one_quiz_is_written(run: Run, course: Path, form: str) -> None:
    """A quiz given by its number is written with all its questions."""
    result = run("quiz", "export", "q01", "--to", form, "-o", "out", cwd=course)
    assert (result.returncode, result.stdout) == (0, "out: 3 questions of 1 quiz\n")
    assert COUNTS[form]((course / "out").read_bytes()) == 3


@pytest.mark.parametrize("form", FORMATS)
def test_all_quizzes_are_written(run: Run, course: Path, form: str) -> None:
    """Without a name every quiz of the course is in the file."""
    result = run("quiz", "export", "--to", form, "-o", "out", cwd=course)
    assert (result.returncode, result.stdout) == (0, "out: 6 questions of 2 quizzes\n")
    assert COUNTS[form]((course / "out").read_bytes()) == 6


def test_a_quiz_named_twice_is_written_once(run: Run, course: Path) -> None:
    """Number, topic and full name mean the same quiz, which is written once."""
    result = run("quiz", "export", "q01", "sample", NAME, "--to", "gift", "-o", "out.gift", cwd=course)
    assert result.stdout == "out.gift: 3 questions of 1 quiz\n"


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_lost_is_said_on_the_error_stream(run: Run, course: Path, form: str) -> None:
    """Each loss is one line on standard error with its quiz, and nothing of it is in the output."""
    result = run("quiz", "export", "q01", "--to", form, "-o", "out", cwd=course)
    said = result.stderr.splitlines()
    assert said
    assert all(line.startswith(f"{NAME}: ") for line in said)
    assert len(set(said)) == len(said)
    assert any("no hints" in line and line.endswith("(inverted-scale)") for line in said) is (form != "moodle")


def test_the_file_is_replaced_whole(run: Run, course: Path) -> None:
    """A longer existing FILE is replaced completely, and no other file is left."""
    (course / "out.gift").write_text("old\n" * 9999)
    before = set(tree(course))
    assert run("quiz", "export", "q01", "--to", "gift", "-o", "out.gift", cwd=course).returncode == 0
    assert (course / "out.gift").read_bytes().startswith(b"$CATEGORY:")
    assert b"old\n" not in (course / "out.gift").read_bytes()
    assert set(tree(course)) == before


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("none/out.gift", "No such file or directory"),
        ("file/out.gift", "Not a directory"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(run: Run, course: Path, file: str, reason: str) -> None:
    """The message names FILE and no temporary file, and nothing is left."""
    (course / "folder").mkdir()
    (course / "file").touch()
    before = tree(course)
    result = run("quiz", "export", "q01", "--to", "gift", "-o", file, cwd=course)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.splitlines()[0] == f"dropgrade: The system refused: {reason} ({file})."
    assert tree(course) == before


def test_a_folder_is_no_file_to_write(run: Run, course: Path) -> None:
    """A folder in place of FILE is wrong usage, and stays unchanged."""
    (course / "folder").mkdir()
    result = run("quiz", "export", "q01", "--to", "gift", "-o", "folder", cwd=course)
    assert (result.returncode, result.stdout) == (2, "")
    assert "File 'folder' is a directory." in result.stderr
    assert list((course / "folder").iterdir()) == []


def test_what_is_no_plain_file_stays_what_it_is(run: Run, course: Path) -> None:
    """A link is followed and a pipe is written to; a dash means standard output, with nothing else on it."""
    (course / "real.gift").write_text("old")
    (course / "link.gift").symlink_to("real.gift")
    assert run("quiz", "export", "q01", "--to", "gift", "-o", "link.gift", cwd=course).returncode == 0
    assert (course / "link.gift").is_symlink()
    content = (course / "real.gift").read_text()
    assert run("quiz", "export", "q01", "--to", "gift", "-o", "-", cwd=course).stdout == content
    os.mkfifo(course / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=course, stdout=subprocess.PIPE, text=True)
    assert run("quiz", "export", "q01", "--to", "gift", "-o", "pipe", cwd=course).returncode == 0
    assert reader.communicate(timeout=30)[0] == content
    assert (course / "pipe").is_fifo()


def without_privileges() -> None:
    """Take away root's permission to write anywhere; for other users nothing changes."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_a_read_only_folder_is_told_and_the_old_file_stays(course: Path) -> None:
    """If FILE's folder is read-only, the message names FILE, which is unchanged."""
    folder = course / "closed"
    folder.mkdir()
    (folder / "out.gift").write_text("old")
    folder.chmod(0o555)
    words = [COMMAND, "quiz", "export", "q01", "--to", "gift", "-o", "closed/out.gift"]
    result = subprocess.run(
        words, cwd=course, capture_output=True, text=True, check=False, preexec_fn=without_privileges
    )
    folder.chmod(0o755)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.splitlines()[0] == "dropgrade: The system refused: Permission denied (closed/out.gift)."
    assert tree(folder) == {"out.gift": b"old"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["q09", "--to", "gift", "-o", "out"], "There is no quiz 'q09'."),
        (["q0", "--to", "gift", "-o", "out"], f"'q0' could be {NAME}, {OTHER}."),
        (["--to", "pdf", "-o", "out"], "'pdf' is not one of 'moodle', 'gift', 'qti', 'jupyterquiz'."),
        (["--to", "gift"], "Missing option '-o' / '--output'."),
        (["-o", "out"], "Missing option '--to'."),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(run: Run, course: Path, words: list[str], sentence: str) -> None:
    """An unknown or ambiguous quiz, an unknown format and a missing option exit with 2 and write nothing."""
    before = tree(course)
    result = run("quiz", "export", *words, cwd=course)
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr.partition("\nTry")[0]
    assert tree(course) == before


def test_a_broken_quiz_is_refused_with_its_faults(run: Run, course: Path) -> None:
    """Every fault is a line with its place, and an earlier FILE stays."""
    broken = course / "quizzes" / f"{OTHER}.md"
    text = TEXT.replace("- [x] `1/0.8`", "- [ ] `1/0.8`").replace("  > Indexing with a mask copies.\n", "")
    broken.write_text(text, "utf-8")
    (course / "out.gift").write_text("old")
    before = tree(course)
    result = run("quiz", "export", "--to", "gift", "-o", "out.gift", cwd=course)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count(f"{broken}:") >= 2
    assert result.stderr.endswith("Fix these and run the command again.\n")
    assert tree(course) == before


# Import.


def put(course: Path, name: str, content: str | bytes) -> str:
    """Put a file into the course's folder and return its name."""
    (course / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


@pytest.mark.parametrize(
    ("fixture", "options"),
    [
        ("masks.gift", []),
        ("moodle.xml", []),
        ("masks.gift", ["--from", "gift"]),
        ("moodle.xml", ["--from", "moodle"]),
        ("text2qti.txt", ["--from", "text2qti"]),
    ],
)
def test_a_file_becomes_a_quiz(run: Run, course: Path, fixture: str, options: list[str]) -> None:
    """The suffix or --from selects the format; notes on standard error begin with the file's name."""
    shutil.copy(FIXTURES / fixture, course)
    result = run("quiz", "import", fixture, "q13_masks", *options, cwd=course)
    assert (result.returncode, result.stdout) == (0, "quizzes/q13_masks.md\nNext: dropgrade verify q13\n")
    assert all(line.startswith(f"{fixture}: ") for line in result.stderr.splitlines())
    assert "left out: matching questions" in result.stderr or fixture == "text2qti.txt"
    assert (course / "quizzes/q13_masks.md").read_text("utf-8").startswith("# ")


def test_from_is_stronger_than_the_suffix(run: Run, course: Path) -> None:
    """--from takes precedence over the suffix."""
    file = put(course, "sums.xml", SOUND)
    assert run("quiz", "import", file, "q13_sums", "--from", "text2qti", cwd=course).returncode == 0


REFUSALS = {
    "an unknown suffix": ("sums.txt", SOUND, "q13_sums", [], "--from moodle or --from gift or --from text2qti"),
    "an unknown format": ("sums.txt", SOUND, "q13_sums", ["--from", "pdf"], "'pdf' is not one of 'moodle', 'gift'"),
    "a missing file": ("", "", "q13_sums", ["--from", "gift"], "cannot be read: "),
    "binary GIFT": ("a.gift", b"\x7fELF\xff\xfe\x00", "q13_sums", [], "line 1 is not UTF-8 text"),
    "binary XML": ("a.xml", b"\x7fELF\xff\xfe\x00", "q13_sums", [], "line 1: this is not XML"),
    "binary text": ("a.txt", b"\xff\xfe\x00", "q13_sums", ["--from", "text2qti"], "line 1 is not UTF-8 text"),
    "empty XML": ("a.xml", "", "q13_sums", [], "line 1: this is not XML"),
    "no name": ("a.txt", SOUND, "Q13-Sums", ["--from", "text2qti"], "Did you mean q13_sums?"),
    "a way out": ("a.txt", SOUND, "../q13_sums", ["--from", "text2qti"], "is not a name for a quiz."),
    "a name taken": ("a.txt", SOUND, NAME, ["--from", "text2qti"], f"{NAME} exists already: quizzes/{NAME}.md."),
    "a number taken": ("a.txt", SOUND, "q01_sums", ["--from", "text2qti"], f"The number q01 is taken by {NAME}."),
    "a topic taken": ("a.txt", SOUND, "q13_sample", ["--from", "text2qti"], f"The topic sample is taken by {NAME}."),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_imported_changes_nothing(run: Run, course: Path, case: str) -> None:
    """An unreadable file, and an invalid or existing name, exit with 2, one reason, and no change."""
    file, content, name, options, sentence = REFUSALS[case]
    if file:
        put(course, file, content)
    before = tree(course)
    result = run("quiz", "import", file or "none.gift", name, *options, cwd=course)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("dropgrade: ")
    assert sentence in result.stderr
    assert tree(course) == before


def test_an_empty_gift_file_is_said_to_hold_nothing(run: Run, course: Path) -> None:
    """A file without questions is reported, and existing quizzes stay."""
    before = tree(course / "quizzes")
    result = run("quiz", "import", put(course, "a.gift", ""), "q13_none", cwd=course)
    assert "holds no question that can be asked here" in result.stderr
    assert before.items() <= tree(course / "quizzes").items()


def test_what_is_missing_is_found_by_verify(run: Run, course: Path) -> None:
    """A missing reason becomes a TODO, which `dropgrade verify` reports with its line."""
    file = put(course, "sums.txt", SOUND.replace("... One too many.\n", ""))
    assert run("quiz", "import", file, "q13_sums", "--from", "text2qti", cwd=course).returncode == 0
    lines = (course / "quizzes/q13_sums.md").read_text("utf-8").splitlines()
    (number,) = [n for n, line in enumerate(lines, 1) if "TODO" in line]
    proof = run("verify", "q13", cwd=course)
    assert proof.returncode == 1
    assert f"q13_sums.md:{number}: it still says TODO" in proof.stdout


def test_a_sound_file_is_proved_at_once(run: Run, course: Path) -> None:
    """If nothing is missing, there are no notes and `dropgrade verify` succeeds."""
    result = run("quiz", "import", put(course, "sums.txt", SOUND), "q13_sums", "--from", "text2qti", cwd=course)
    assert (result.returncode, result.stderr) == (0, "")
    proof = run("verify", "q13", cwd=course)
    assert proof.returncode == 0, proof.stdout


@pytest.mark.parametrize("form", READ_BACK)
def test_what_comes_back_asks_the_same(run: Run, course: Path, form: str) -> None:
    """A quiz that was exported and imported asks the same questions in the same order."""
    file = f"out{READ_BACK[form]}"
    assert run("quiz", "export", "q01", "--to", form, "-o", file, cwd=course).returncode == 0
    other = course.parent / "other"
    for part in ("exercises", "solutions", "quizzes"):
        (other / part).mkdir(parents=True)
    trust(other)
    assert run("quiz", "import", course / file, NAME, cwd=other).returncode == 0
    first, again = asked(course), asked(other)
    assert "With drop probability `p = 0.2`" in " ".join(again.split())
    assert again == first


def asked(course: Path) -> str:
    """Return the first question of a quiz as shown, up to the prompt, with a fixed order of options."""
    sat = run_command("quiz", NAME, "--restart", "--seed", "5", cwd=course, typed="s\ns\ns\n")
    return sat.stdout.partition("Question 1")[2].partition("Question 2")[0]


def test_a_students_workspace_takes_no_quiz(run: Run, course: Path) -> None:
    """Without solutions/, nothing is imported."""
    (course / "solutions").rmdir()
    file = put(course, "sums.txt", SOUND)
    before = tree(course)
    result = run("quiz", "import", file, "q13_sums", "--from", "text2qti", cwd=course)
    assert result.returncode == 2
    assert f"{course} is a student's workspace: it has no solutions/." in result.stderr
    assert tree(course) == before


def test_outside_of_any_course_nothing_is_imported(run: Run, tmp_path: Path) -> None:
    """The installed course is not added to."""
    before = sorted((ROOT / "quizzes").iterdir())
    result = run("quiz", "import", put(tmp_path, "s.txt", SOUND), "q93_s", "--from", "text2qti", cwd=tmp_path)
    assert (result.returncode, result.stderr.splitlines()[0]) == (2, "dropgrade: There is no course here.")
    assert sorted((ROOT / "quizzes").iterdir()) == before


def test_the_installed_course_takes_no_quiz(tmp_path: Path) -> None:
    """A course in Python's package folder is refused, and stays unchanged."""
    site = tmp_path / "lib/site-packages/dropgrade/_course"
    root = write_course(site).root
    before = tree(root)
    file = tmp_path / put(tmp_path, "s.txt", SOUND)
    words = ["quiz", "import", file, "q13_s", "--from", "text2qti", "--course", root]
    result = run_command(*words, cwd=tmp_path)
    assert result.returncode == 2
    assert f"{root} is the installed course, which an update replaces." in result.stderr
    assert tree(root) == before
