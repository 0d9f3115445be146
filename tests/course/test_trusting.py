"""Which suites run: those that the user has named or trusted, in exactly that folder, and no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dropgrade.course.course import KEPT, NOWHERE, Course, find_course
from dropgrade.course.course_file import Identity, read_identity
from dropgrade.course.problem import read_problem
from dropgrade.course.trusting import distrust, is_trusted, owner_of, trust, trust_file, trusted_folders
from dropgrade.errors import CourseError, DropgradeError
from dropgrade.new.writing import new_course
from tests.conftest import ROOT
from tests.course.test_course import make_course

P01 = "p01_masks"


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings for each test, in which nothing is trusted."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def course_of(root: Path, name: str = "", version: str = "1", *, solutions: bool = True, problem: str = P01) -> Path:
    """Return a course that is not trusted yet."""
    make_course(root, problem, solutions=solutions)
    if solutions:
        distrust(root)
    if name:
        (root / "exercises/course.toml").write_text(f'name = "{name}"\nversion = "{version}"\n')
    return root.resolve()


def test_suites_that_lie_around_are_used_where_they_are_trusted(tmp_path: Path) -> None:
    """Entering a course's folder is not enough; trusting or naming it is, and distrusting it undoes that."""
    root = course_of(tmp_path / "course", "masks")
    assert find_course(start=root).authority == NOWHERE
    assert find_course(root) == Course(root, root)
    trust(root)
    assert find_course(start=root / "exercises") == Course(root, root)
    assert distrust(root)
    assert not distrust(root)
    assert find_course(start=root).authority == NOWHERE


def test_one_line_says_that_suites_were_not_used(tmp_path: Path) -> None:
    """A notice names unused suites and the command that trusts them; there is none if they are used."""
    root = course_of(tmp_path / "my course", "masks")
    notice = find_course(start=root).notice
    assert notice == f"The suites in {root} were not used. If they are your own: dropgrade trust '{root}'"
    trust(root)
    assert find_course(start=root).notice == ""


@pytest.mark.parametrize("name", ["", "dropout"])
def test_work_for_the_installed_course_is_graded_by_that(tmp_path: Path, name: str) -> None:
    """A folder's own suites are ignored if the installed course has its problem."""
    root = course_of(tmp_path / "anna", name, problem="p03_inverted_scaling")
    found = find_course(start=root)
    assert (found.root, found.authority) == (root, ROOT)
    assert read_problem(found, "p03_inverted_scaling").suite == ROOT / "solutions/p03_inverted_scaling/suite.py"
    assert "were not used" in found.notice


def test_a_folder_without_suites_needs_no_trust(tmp_path: Path) -> None:
    """A folder without suites is only data, so there is no notice."""
    root = course_of(tmp_path / "work", "dropout", "0.1.0", solutions=False, problem="p03_inverted_scaling")
    assert find_course(start=root).notice == ""


def test_only_that_very_folder_is_trusted(tmp_path: Path) -> None:
    """A course inside a trusted one, such as a submission, is not trusted."""
    outer = course_of(tmp_path / "course", "masks")
    inner = course_of(outer / "submissions/anna", "masks")
    trust(outer)
    found = find_course(start=inner)
    assert (found.root, found.authority) == (inner, outer)
    assert "were not used" in found.notice


def test_a_link_leads_to_the_folder_that_is_trusted(tmp_path: Path) -> None:
    """The resolved path counts, whichever path was trusted."""
    root = course_of(tmp_path / "course", "masks")
    (tmp_path / "link").symlink_to(root)
    trust(tmp_path / "link")
    assert find_course(start=tmp_path / "link" / "exercises") == Course(root, root)
    assert [each.folder for each in trusted_folders()] == [root]


def test_another_owner_is_another_folder(tmp_path: Path) -> None:
    """A new folder with the same path but another owner is not trusted."""
    root = course_of(tmp_path / "course")
    trust(root)
    data = json.loads(trust_file().read_text())
    assert data["trusted"] == [{"path": str(root), "owner": owner_of(root)}]
    data["trusted"][0]["owner"] += 1
    trust_file().write_text(json.dumps(data))
    assert not is_trusted(root)
    assert owner_of(tmp_path / "nowhere") == -1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"trusted": 5}', '{"trusted": [5]}', "[" * 100_000])
def test_a_damaged_list_trusts_nobody(tmp_path: Path, damage: str) -> None:
    """With a damaged list no suites are trusted, and changing the list reports the damage."""
    root = course_of(tmp_path / "course", "masks")
    trust(root)
    trust_file().write_text(damage)
    assert find_course(start=root).authority == NOWHERE
    with pytest.raises(DropgradeError, match="not a list of trusted folders"):
        trust(root)


def test_a_course_is_found_by_its_name(tmp_path: Path) -> None:
    """Work for a named course is graded by the trusted course of that name, if possible in the same version."""
    work = course_of(tmp_path / "work", "masks", "2", solutions=False)
    course_of(tmp_path / "untrusted", "masks", "2")
    assert find_course(start=work).authority == NOWHERE
    roots = [course_of(tmp_path / f"v{v}", "masks", v) for v in ("1", "2", "3")]
    other = course_of(tmp_path / "other", "waves", "2")
    trust(other)
    assert find_course(start=work).authority == NOWHERE
    for root in roots:
        trust(root)
    assert find_course(start=work).authority == roots[1]
    shutil.rmtree(roots[1])
    found = find_course(start=work)
    assert found.authority == roots[2]
    assert found.notice == "This folder was handed out with masks 2, and is graded by version 3."
    assert found.identity == Identity("masks", "3")


def test_nothing_is_graded_by_another_course(tmp_path: Path) -> None:
    """If no course of that name is known, nothing is graded, even if a problem has a known name."""
    work = course_of(tmp_path / "work", "masks", solutions=False, problem="p03_inverted_scaling")
    found = find_course(start=work)
    assert found.names() == ["p03_inverted_scaling"]
    with pytest.raises(CourseError, match=r"The checks of masks 1 are not on this machine") as refused:
        read_problem(found, "p03_inverted_scaling")
    assert "dropgrade trust" in refused.value.hint


def test_what_a_workspace_keeps_is_trusted_with_it(tmp_path: Path) -> None:
    """Suites from a pack are in the workspace, and run once the workspace is trusted."""
    work = course_of(tmp_path / "work", "masks", solutions=False)
    kept = course_of(work / KEPT, "masks")
    found = find_course(start=work)
    assert (found.authority, found.handed_out) == (NOWHERE, kept)
    assert found.notice.endswith(f"dropgrade trust {work}")
    trust(work)
    assert find_course(start=work).authority == kept


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\nname = a", "course.toml:2: this is not TOML"),
        ('name = "a"', "`version` must be a text"),
        ('version = "1"\nname = "A b"', "course.toml:2: `name` must be a word"),
        ('name = "a"\nversion = 1', "course.toml:2: `version` must be a text"),
        ('name = "a\\u001b[2J"\nversion = "1"', "`name` must be a word"),
        ('name = "a"\nversion = "1"\nnmae = "b"', "course.toml:3: `nmae` is unknown"),
        ("name = " + "9" * 5_000, "this is not TOML"),
        ("name = " + "[" * 5_000, "this is not TOML"),
        ("\udcff", "this is not UTF-8 text"),
    ],
)
def test_a_faulty_course_file_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    """Any fault of course.toml is a sentence with the file's name."""
    root = course_of(tmp_path / "course", solutions=False)
    (root / "exercises/course.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CourseError) as refused:
        find_course(start=root)
    assert fault in refused.value.message


def test_a_new_course_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new course is trusted; if that cannot be recorded, it is created anyway and the message says what to do."""
    new_course(tmp_path / "one")
    assert find_course(start=tmp_path / "one").notice == ""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    new_course(tmp_path / "two")
    assert "dropgrade trust" in find_course(start=tmp_path / "two").notice
    assert read_identity(tmp_path / "two") == Identity("two", "0.1")
