"""The guide for authors says what is so."""

from __future__ import annotations

from pathlib import Path

from tests.guide import GUIDE, followed, with_table

TEXT = GUIDE.read_text("utf-8")


def test_the_guide_works_step_by_step(tmp_path: Path) -> None:
    """Writing its files and running its commands shows what it says, from an empty folder to a sound problem."""
    assert followed(TEXT, tmp_path) == TEXT


def test_everything_that_a_suite_may_import_is_explained() -> None:
    """The table of expectations holds each of them with its parameters and its first sentence."""
    assert with_table(TEXT) == TEXT
