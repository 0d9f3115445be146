"""What the page finds again the next time: the network that was built last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dropgrade.course.course import find_course
from dropgrade.lab.lab_session import Session
from tests.conftest import run_command


def answers(workspace: Path, **ask: object) -> Any:
    """The answer of a new session of a workspace."""
    sent: list[Any] = []
    session = Session(find_course(workspace), lambda body, _arrays: sent.append(body))
    session.answer({"id": 1, **ask})
    session.close()
    return sent[-1]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace."""
    place = tmp_path_factory.mktemp("lab") / "work"
    run_command("init", str(place))
    return place


def test_a_network_is_found_again(work: Path) -> None:
    """What was kept is in the next session's greeting, beside whatever else the record holds."""
    record = work / ".dropgrade" / "progress.json"
    record.parent.mkdir(exist_ok=True)
    record.write_text('{"version": 1, "problems": {}}')
    net = "v1,64,dense:7,output:10"
    assert answers(work, ask="hello")["answer"]["kept"] is None
    assert answers(work, ask="page.keep", net=net, name="Mine")["answer"] == {}
    assert answers(work, ask="hello")["answer"]["kept"] == {"net": net, "name": "Mine"}
    assert "problems" in json.loads(record.read_text())


@pytest.mark.parametrize("net", [7, "x" * 5_000])
def test_what_no_page_keeps_is_refused(work: Path, net: object) -> None:
    """A network that is not text, or too long, is a problem, and nothing is kept."""
    before = answers(work, ask="hello")["answer"]["kept"]
    assert "problem" in answers(work, ask="page.keep", net=net, name="")
    assert answers(work, ask="hello")["answer"]["kept"] == before
