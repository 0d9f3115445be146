"""The pages say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.readme import DRAWN, OF_THE_GUIDE, OUTPUT, PAGES, PICTURES, README, output_of

TEXTS = {page: page.read_text("utf-8") for page in PAGES}
STUDENTS = TEXTS[ROOT / "exercises" / "README.md"]
SHOWN = [block for text in TEXTS.values() for block in OUTPUT.finditer(text)]
NAMED = sorted({name for text in TEXTS.values() for name in re.findall(r"`((?:grader|tests)/[\w./]+)`", text)})
LINKS = sorted(
    {(page, link) for page, text in TEXTS.items() for link in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text)}
)


@pytest.mark.parametrize("block", SHOWN, ids=lambda m: m["words"])
def test_shown_output_is_real(block: re.Match[str]) -> None:
    """Every output on a page is what the command prints today."""
    assert block["shown"] == output_of(block["words"], block["place"])


@pytest.mark.parametrize("name", sorted(DRAWN.keys() - {OF_THE_GUIDE}))
def test_the_pictures_are_real(name: str) -> None:
    """Each picture is what a terminal shows today; the one of the guide is tested where the guide is followed."""
    assert (PICTURES / name).read_text() == DRAWN[name]()


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_is_on_a_page(name: str) -> None:
    """One of the pages shows each picture."""
    assert any(name in text for text in TEXTS.values())


def test_the_readme_is_one_page() -> None:
    """The README has at most 100 lines; the rest lies beside its reader."""
    assert TEXTS[README].count("\n") <= 100


def test_every_outcome_is_explained() -> None:
    """Each mark that a check can have is in the students' table."""
    from dropgrade.screen.report_terminal import MARKS

    table = STUDENTS[STUDENTS.index("| mark |") : STUDENTS.index("## What else")]
    assert [mark for mark, _ in MARKS.values() if f"`{mark}`" not in table] == []


def test_every_problem_is_listed(root: Path) -> None:
    """The table of problems names the problems there are, in order."""
    listed = re.findall(r"^\| (p\d\d_\w+) \|", STUDENTS, re.MULTILINE)
    assert listed == sorted(f.parent.name for f in root.glob("exercises/*/problem.toml"))


def test_every_quiz_is_listed(root: Path) -> None:
    """The table of quizzes names the quizzes there are, in order."""
    listed = re.findall(r"^\| (q\d\d_\w+) \|", TEXTS[root / "quizzes" / "README.md"], re.MULTILINE)
    assert listed == sorted(file.stem for file in root.glob("quizzes/q*.md"))


@pytest.mark.parametrize("path", NAMED)
def test_every_named_file_exists(path: str) -> None:
    """A file or folder that a page points at is there."""
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("page", "link"), LINKS, ids=lambda each: each if isinstance(each, str) else each.parent.name)
def test_every_link_leads_somewhere(page: Path, link: str) -> None:
    """A page, folder or picture that a page links to is there."""
    assert (page.parent / link).exists()


def places_on(page: Path) -> set[str]:
    """The names by which a forge links to the headings of a page; lines in code blocks are not headings."""
    prose = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_place_on_a_page_is_there(page: Path) -> None:
    """A link to a heading, on the same page or on another, has the heading's name."""
    links = re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", TEXTS[page])
    assert [place for name, place in links if place not in places_on(page.parent / name if name else page)] == []


def test_every_command_is_documented(run: Run) -> None:
    """Each command of `--help` is on a page, and each answers `--help` with its exit codes in reach."""
    from dropgrade.cli import COMMANDS

    everything = "".join(TEXTS.values())
    for command in COMMANDS:
        assert f"dropgrade {command}" in everything
        assert run(command, "--help").returncode == 0
    assert "Exit codes" in run("--help").stdout
