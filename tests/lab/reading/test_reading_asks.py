"""What the Read view is given: the statement in nodes, and nothing of the reference before it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dropgrade.course.course import find_course
from tests.cases import PROBLEMS, program
from tests.conftest import run_command
from tests.lab.heard_page import Page
from tests.lab.reading.test_mathml import text_of

P03 = "p03_inverted_scaling"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A new workspace."""
    run_command("init", "mine", cwd=tmp_path)
    return tmp_path / "mine"


@pytest.fixture
def ask(workspace: Path) -> Iterator[Ask]:
    """Ask a session; the answer or the problem."""
    page = Page(find_course(workspace))
    yield page.ask
    page.session.close()


def test_every_statement_can_be_read(ask: Ask) -> None:
    """All that the stub says is there, at both levels; beginners have more words explained."""
    for problem in PROBLEMS:
        counts = []
        for level in ("beginner", "practised"):
            found = ask("read.statement", problem=problem, level=level)
            text = " ".join("".join(map(text_of, found["tree"])).split())
            assert "What to write" in text
            assert "Conventions" in text
            assert "`" not in text
            assert found["formulas"]
            counts.append(len(found["definitions"]))
            assert all(found["definitions"].values())
        assert counts[0] > counts[1] > 0


def test_the_reference_is_shown_where_it_is_open_alone(ask: Ask, workspace: Path) -> None:
    """Not before full marks, in any form; after them, with its places."""
    refused = ask("read.code", problem=P03, whose="reference")
    assert "opens at full marks" in refused["problem"]["message"]
    secret = "out = out / (1 - p)"
    assert secret not in str(
        [ask("read.statement", problem=P03, level="beginner"), ask("read.code", problem=P03, whose="yours")]
    )
    (workspace / f"exercises/{P03}/inverted_scaling.py").write_text(program(P03), "utf-8")
    assert run_command("check", "p03", cwd=workspace).returncode == 0
    assert ask("read.statement", problem=P03, level="beginner")["isOpen"]
    shown = ask("read.code", problem=P03, whose="reference")
    assert secret in shown["parts"][0]["text"]
    assert shown["places"]


def test_terms_do_not_give_the_values_away(ask: Ask) -> None:
    """What a term is worth is the author's: for p11 it is the answer."""
    assert "x**2" not in str(ask("read.statement", problem="p11_moments", level="beginner")["terms"])


@pytest.mark.parametrize(
    "details",
    [{}, {"problem": P03}, {"problem": "../p03", "level": "beginner"}, {"problem": P03, "level": "expert"}],
)
def test_odd_asks_are_refused(ask: Ask, details: dict[str, object]) -> None:
    """Each odd ask is refused with a sentence."""
    assert ask("read.statement", **details)["problem"]["message"]
