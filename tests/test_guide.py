"""The guide for authors says what is so."""

from __future__ import annotations

from tests.guide import GUIDE, followed_once, with_table
from tests.readme import DRAWN, OF_THE_GUIDE, PICTURES

TEXT = GUIDE.read_text("utf-8")


def test_the_guide_works_step_by_step() -> None:
    """Writing its files and running its commands shows what it says, from an empty folder to a sound problem."""
    assert followed_once()[0] == TEXT


def test_the_picture_of_its_proof_is_real() -> None:
    """The picture of `dropgrade verify` is what a terminal shows of the guide's problem."""
    assert (PICTURES / OF_THE_GUIDE).read_text() == DRAWN[OF_THE_GUIDE]()


def test_everything_that_a_suite_may_import_is_explained() -> None:
    """The table of expectations holds each of them with its parameters and its first sentence."""
    assert with_table(TEXT) == TEXT
