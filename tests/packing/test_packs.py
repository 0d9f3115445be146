"""`dropgrade pack`: the contents of each pack, and what a student and a machine can do with it."""

from __future__ import annotations

import json
import re
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dropgrade.course.handed_out import opened_pack
from dropgrade.errors import TargetError
from tests.conftest import ROOT
from tests.packing.conftest import P01, P02, Say
from tests.verify.small_course import REFERENCE, STUB

STUB_OF = f"exercises/{P01}/shares.py"


def names_in(pack: Path) -> set[str]:
    """Return the files of a zip."""
    return set(zipfile.ZipFile(pack).namelist())


PAGE = ROOT / "solutions/README.md"


def test_the_page_shows_commands_that_work(say: Say, tmp_path: Path) -> None:
    """The documented commands write the files that they name, and students can start from them."""
    block = re.search(r"<!-- handing out -->\n```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block is not None
    for line in block[1].splitlines():
        words = shlex.split(line)
        assert say(*words[1:]).exception is None, line
        assert (tmp_path / words[words.index("-o") + 1]).exists()
    for pack in ("part1.zip", "exam", "practice.zip"):
        assert "to work on" in say("init", f"from_{pack}", "--from", pack).output


# Contents.


def test_a_student_pack_holds_no_answer(say: Say, course: Path) -> None:
    """A student's pack has stubs, data, hints, quizzes, the course's name and a page, and nothing of solutions/."""
    said = say("pack", "student", "-o", "s.zip", within=course)
    assert said.output == "s.zip: shares 2, 2 problems, 1 quiz\nNext: dropgrade init my_work --from s.zip\n"
    assert names_in(course / "s.zip") == {
        "README.md", "exercises/course.toml", STUB_OF, f"exercises/{P01}/problem.toml",
        f"exercises/{P01}/data/numbers.csv", f"exercises/{P02}/parts.py", f"exercises/{P02}/problem.toml",
        "quizzes/q01_sample.md",
    }  # fmt: skip


@pytest.mark.parametrize("words", [["--problems", "p02"], ["p02"], ["--problems", P02], ["--problems", "p02,p02"]])
def test_some_problems_are_packed(say: Say, course: Path, words: list[str]) -> None:
    """Exactly the named problems are packed, however they are named."""
    assert say("pack", "student", "-o", "s.zip", *words, within=course).exception is None
    assert {name.split("/")[1] for name in names_in(course / "s.zip") if "/p" in name} == {P02}


def test_several_names_may_follow(say: Say, course: Path) -> None:
    """`--problems p01 p02` names two problems."""
    assert "2 problems" in say("pack", "student", "-o", "s.zip", "--problems", "p01", "p02", within=course).output


def test_the_same_course_gives_the_same_zip(say: Say, course: Path) -> None:
    """Two packs of the same course are identical, byte for byte."""
    for name in ("a.zip", "b.zip"):
        say("pack", "student", "-o", name, within=course)
    assert (course / "a.zip").read_bytes() == (course / "b.zip").read_bytes()


def test_nothing_is_written_over_unless_it_is_to_be(say: Say, course: Path, tmp_path: Path) -> None:
    """Existing files stay; --force replaces an older pack, but no folder with other files."""
    for place in ("s.zip", "folder"):
        say("pack", "student", "-o", tmp_path / place, within=course)
        again = say("pack", "student", "-o", tmp_path / place, within=course)
        assert "exists already" in again.exception.message  # type: ignore[union-attr]
        assert say("pack", "student", "-o", tmp_path / place, "--force", within=course).exception is None
    (tmp_path / "folder/thesis.txt").write_text("years of work")
    refused = say("pack", "student", "-o", tmp_path / "folder", "--force", within=course)
    assert "holds thesis.txt" in refused.exception.message  # type: ignore[union-attr]
    assert (tmp_path / "folder/thesis.txt").read_text() == "years of work"
    assert not [*tmp_path.glob(".draft-*")]


@pytest.mark.parametrize(
    "place", ["exercises/p01_shares/data/secret", "solutions/p01_shares/secret.py", "quizzes/q02_x.md"]
)
def test_no_link_is_followed(say: Say, course: Path, place: str) -> None:
    """A link, which could pack files from elsewhere, is refused by name, and nothing is written."""
    (course / place).symlink_to("/etc/passwd")
    refused = say("pack", "grader", "-o", "g.zip", within=course)
    assert "is a link" in refused.exception.message  # type: ignore[union-attr]
    assert not (course / "g.zip").exists()


@pytest.mark.parametrize("place", ["exercises", "solutions", "quizzes", f"exercises/{P01}", f"solutions/{P01}/right"])
def test_no_link_to_a_folder_is_followed(say: Say, course: Path, place: str) -> None:
    """A link in place of a folder is refused, too, at any depth."""
    (course / place).rename(course.parent / "elsewhere")
    (course / place).symlink_to(course.parent / "elsewhere")
    refused = say("pack", "grader", "-o", "g.zip", within=course)
    assert "is a link" in refused.exception.message  # type: ignore[union-attr]


def test_a_course_needs_a_name(say: Say, course: Path) -> None:
    """Without a name nobody could tell whose work comes back; the message says what to write."""
    (course / "exercises/course.toml").unlink()
    refused = say("pack", "student", "-o", "s.zip", within=course)
    assert "has no name yet" in refused.exception.message  # type: ignore[union-attr]


def test_suites_are_packed_from_the_course_alone(say: Say, course: Path, moved: Callable[[], None]) -> None:
    """In a workspace, or a course that is not trusted, there are no suites to pack."""
    say("pack", "student", "-o", "s.zip", within=course)
    moved()
    for words in (["grader"], ["student", "--with-suites"], ["gradescope"], ["github"]):
        refused = say("pack", *words, "-o", "g.zip", within=course)
        assert "no suites that may be packed" in refused.exception.message  # type: ignore[union-attr]


# What a student does with it.


def test_a_student_works_with_the_course_that_was_handed_out(
    say: Say, course: Path, home: Path, moved: Callable[[], None]
) -> None:
    """On a machine without the course, its problems, hints and stubs work, and `check` says what is missing."""
    say("pack", "student", "-o", home / "pack.zip", within=course)
    moved()
    assert "2 problems to work on." in say("init", "work", "--from", "pack.zip", within=home).output
    work = home / "work"
    assert [row["problem"] for row in json.loads(say("list", "--json", within=work).output)["problems"]] == [P01, P02]
    assert "Which axis?" in say("hint", "p01", within=work).output
    for words in (["check"], ["check", "p01"], ["check", STUB_OF]):
        missing = say(*words, within=work).exception
        assert missing.message.startswith("The checks of shares 2 are not on this machine")  # type: ignore[union-attr]
        assert "dropgrade trust" in missing.hint  # type: ignore[union-attr]
    (work / STUB_OF).write_text(REFERENCE)
    say("reset", "p01", within=work)
    assert (work / STUB_OF).read_text() == STUB
    assert "has everything already" in say("init", within=work).output
    assert "has everything already" in say("init", "work", within=home).output


def test_what_comes_back_is_graded_by_its_own_course(say: Say, course: Path, home: Path) -> None:
    """On the instructor's machine, returned work is graded by its course, and the report says so."""
    say("pack", "student", "-o", home / "pack", within=course)
    (home / "pack" / STUB_OF).write_text(REFERENCE)
    report = json.loads(say("check", "--json", "p01", within=home / "pack").stdout)
    assert (report["course"], report["version"], report["score"]) == ("shares", "2", 10)
    assert "Total  shares 2" in say("check", within=home / "pack").output


def test_a_workspace_of_ones_own_course(say: Say, course: Path, home: Path) -> None:
    """`init` in one's own course creates its stubs, and `check` grades them there."""
    assert "2 problems to work on." in say("init", home / "work", within=course).output
    assert not (home / "work/.dropgrade/course/solutions").exists()
    (home / "work" / STUB_OF).write_text(REFERENCE)
    assert json.loads(say("check", "--json", "p01", within=home / "work").stdout)["score"] == 10
    assert say("init", within=course).exception is not None


@pytest.mark.parametrize("is_unpacked", [False, True])
def test_checks_that_came_along_run_once_they_are_trusted(
    say: Say, course: Path, home: Path, moved: Callable[[], None], is_unpacked: bool
) -> None:
    """With --with-suites a student can check at home after `trust`, in a workspace or in the pack itself."""
    say("pack", "student", "--with-suites", "-o", home / "pack", within=course)
    moved()
    work = home / "pack"
    if not is_unpacked:
        assert "dropgrade trust work" in say("init", "work", "--from", "pack", within=home).output
        work = home / "work"
    (work / STUB_OF).write_text(REFERENCE)
    assert "No suite that you trust" in say("check", "p01", within=work).exception.message  # type: ignore[union-attr]
    say("trust", ".", within=work)
    assert json.loads(say("check", "--json", "p01", within=work).stdout)["score"] == 10


def test_a_newer_pack_brings_its_problems(say: Say, course: Path, home: Path) -> None:
    """A workspace accepts a newer pack of the same course only; changed files stay."""
    say("pack", "student", "-o", home / "old.zip", "p01", within=course)
    say("pack", "student", "-o", home / "new.zip", within=course)
    say("init", "work", "--from", "old.zip", within=home)
    (home / "work" / STUB_OF).write_text("mine = 1\n")
    assert "1 problem to work on" in say("init", "work", "--from", "new.zip", "--update", within=home).output
    assert (home / "work" / STUB_OF).read_text() == "mine = 1\n"
    assert len(json.loads(say("list", "--json", within=home / "work").output)["problems"]) == 2
    (course / "exercises/course.toml").write_text('name = "waves"\nversion = "1"\n')
    say("pack", "student", "-o", home / "other.zip", within=course)
    refused = say("init", "work", "--from", "other.zip", within=home)
    assert "is a workspace of the course shares, not of waves" in refused.exception.message  # type: ignore[union-attr]


def test_quizzes_without_keys_are_answered_into_a_file(
    say: Say, course: Path, home: Path, moved: Callable[[], None]
) -> None:
    """Quizzes without keys do not reveal answers; answers are stored one by one and scored by the instructor."""
    say("pack", "student", "--no-keys", "-o", home / "pack", within=course)
    text = (home / "pack/quizzes/q01_sample.md").read_text()
    assert "[x]" not in text
    assert not [words for words in ("± 0.01", "That shrinks", "The factor makes", "Reading") if words in text]
    moved()
    work = home / "pack"
    said = say("quiz", "q01", "--seed", "0", within=work, typed="a\nq\n")
    assert "saved in a file" in said.output
    assert "1 of 3 questions answered" in said.output
    assert "Hand that file in." in say("quiz", "q01", within=work, typed="a b\n3\n").output
    answers = work / "answers/q01_sample.txt"
    assert [line.partition(":")[0] for line in answers.read_text().splitlines()[1:]] == [
        "inverted-scale", "which-hold", "expected-value",
    ]  # fmt: skip
    for words in (["--answers", answers], ["--only-missed"], ["--count", "1"]):
        assert "came without its key" in say("quiz", "q01", *words, within=work).exception.message  # type: ignore[union-attr]
    refused = say("quiz", "export", "--to", "gift", "-o", "a.gift", within=work)
    assert "cannot be exported" in refused.exception.message  # type: ignore[union-attr]
    assert "to hand in" in say("quiz", within=work).output
    answers.write_text("inverted-scale: a\nwhich-hold: a, b\nexpected-value: 3\n")
    marked = json.loads(say("quiz", "q01", "--answers", answers, "--json", "--course", course).output)
    assert (marked["score"], marked["answered"]) == (3, 3)


@pytest.mark.parametrize("kind", ["file", "zip", "folder"])
def test_a_solution_that_was_handed_out_opens(say: Say, course: Path, home: Path, kind: str) -> None:
    """`solution --from FILE` shows the instructor's file beside the student's, and does not record giving up."""
    say("pack", "student", "-o", home / "pack", within=course)
    given = {"file": home / "shares.py", "zip": home / "g.zip", "folder": home / "g"}[kind]
    if kind == "file":
        given.write_text(REFERENCE)
    else:
        say("pack", "grader", "-o", given, within=course)
    shown = say("solution", "p01", "--from", given, within=home / "pack")
    assert "return x / total" in shown.output
    assert json.loads(say("list", "--json", within=home / "pack").output)["problems"][0]["state"] == "not started"


# Not a pack.


def _zip(file: Path, members: dict[str, bytes], *, link: str = "") -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, "/etc/passwd")
    return file


@pytest.mark.parametrize(
    ("members", "link", "words"),
    [
        ({"../evil.py": b""}, "", "leads out of it"),
        ({"/evil.py": b""}, "", "leads out of it"),
        ({"a/..\\..\\evil.py": b""}, "", "leads out of it"),
        ({"C:/evil.py": b""}, "", "leads out of it"),
        ({"exercises/a": b""}, "exercises/link", "holds a link"),
        ({"essay.txt": b""}, "", "has no `exercises/`"),
        ({"exercises/zeros": bytes(201_000_000)}, "", "more than 200 MB"),
        ({f"exercises/{n}": b"" for n in range(10_001)}, "", "more than 10000 files"),
    ],
)
def test_a_zip_that_is_no_pack_is_refused(tmp_path: Path, members: dict[str, bytes], link: str, words: str) -> None:
    """Paths that lead out, links, bombs and other zips give an error, and nothing is left behind."""
    pack = _zip(tmp_path / "pack.zip", members, link=link)
    with pytest.raises(TargetError, match=words), opened_pack(pack):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["pack.zip"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"\x00" * 1000])
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is not a zip, and a missing one, give an error, too."""
    (tmp_path / "pack.zip").write_bytes(content)
    for pack in (tmp_path / "pack.zip", tmp_path / "nowhere.zip"):
        with pytest.raises(TargetError), opened_pack(pack):
            pass


def test_a_pack_may_lie_in_a_folder_of_the_zip(tmp_path: Path) -> None:
    """A pack may be in a folder of the zip, as file managers create it, with macOS's additions."""
    pack = _zip(tmp_path / "pack.zip", {"shares/exercises/a.py": b"1", "__MACOSX/shares/._a.py": b"2"})
    with opened_pack(pack) as root:
        assert (root / "exercises/a.py").read_bytes() == b"1"
