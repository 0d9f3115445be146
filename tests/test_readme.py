"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.guide import GUIDE
from tests.readme import DRAWN, OUTPUT, PICTURES, README, output_of

TEXT = README.read_text()


@pytest.mark.parametrize("block", list(OUTPUT.finditer(TEXT)), ids=lambda m: m["words"])
def test_shown_output_is_real(block: re.Match[str]) -> None:
    """Every output in the README is what the command prints today."""
    assert block["shown"] == output_of(block["words"], block["place"])


@pytest.mark.parametrize("name", DRAWN)
def test_the_pictures_are_real(name: str) -> None:
    """Each picture is what a terminal shows today, and one of the pages shows it."""
    assert (PICTURES / name).read_text() == DRAWN[name]()
    assert any(name in page.read_text("utf-8") for page in (README, GUIDE))


def test_every_outcome_is_explained() -> None:
    """Each mark that can stand before a check is in the README's table."""
    from dropgrade.screen.report_terminal import MARKS

    table = TEXT[TEXT.index("| mark |") : TEXT.index("### What else")]
    assert [mark for mark, _ in MARKS.values() if f"`{mark}`" not in table] == []


def test_every_problem_is_listed(root: Path) -> None:
    """The table of problems names the problems there are, in order."""
    listed = re.findall(r"^\| (p\d\d_\w+) \|", TEXT, re.MULTILINE)
    assert listed == sorted(f.parent.name for f in root.glob("exercises/*/problem.toml"))


def test_every_quiz_is_listed(root: Path) -> None:
    """The table of quizzes names the quizzes there are, in order."""
    listed = re.findall(r"^\| (q\d\d_\w+) \|", TEXT, re.MULTILINE)
    assert listed == sorted(file.stem for file in root.glob("quizzes/*.md"))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:grader|tests|solutions|exercises)/[\w./]+)`", TEXT))))
def test_every_named_file_exists(path: str) -> None:
    """A file or folder that the README points at is there."""
    assert (ROOT / path).exists()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((\.[\w./-]+)\)", TEXT))))
def test_every_link_leads_somewhere(link: str) -> None:
    """A page or picture that the README links to is there."""
    assert (ROOT / link).exists()


def test_every_command_is_documented(run: Run) -> None:
    """Each command of `--help` is in the README, and each answers `--help` with its exit codes in reach."""
    from dropgrade.cli import COMMANDS

    for command in COMMANDS:
        assert f"dropgrade {command}" in TEXT
        assert run(command, "--help").returncode == 0
    assert "Exit codes" in run("--help").stdout
