"""What comes over the socket: oversized and malformed messages, floods, and pages that go in the middle of it."""

from __future__ import annotations

import json
import socket
import threading
import time
import types
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from dropgrade.lab import lab_session
from dropgrade.lab.lab_session import Over, Run, Session
from dropgrade.lab.server.page_socket import LONGEST_ASK, MOST_PAGES
from tests.lab.server.conftest import PATIENCE, Client


def asked(page: ClientConnection, ask: str, number: int = 1, **details: object) -> dict[str, Any]:
    """The answer to an ask; events that come before it are passed over."""
    page.send(json.dumps({"id": number, "ask": ask, **details}))
    while True:
        frame = page.recv(timeout=PATIENCE)
        found = [each for each in (json.loads(frame) if isinstance(frame, str) else []) if each.get("id") == number]
        if found:
            return found[0]


def closed_with(page: ClientConnection) -> int:
    """The code with which the lab closes the socket."""
    try:
        while True:
            page.recv(timeout=PATIENCE)
    except ConnectionClosed as ended:
        return ended.rcvd.code if ended.rcvd else 1006


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, threading.Event]]:
    """A part of the lab with a run that sends events without an end; says when it began and when it was over."""
    marks = {"began": threading.Event(), "over": threading.Event()}

    def go_on(run: Run) -> None:
        marks["began"].set()
        try:
            while True:
                run.send("step", {"n": 1}, {"x": np.ones(100_000)})
        except Over:
            marks["over"].set()
            raise

    def start(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
        return {"run": session.start("endless", go_on)}

    def fail(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
        raise ZeroDivisionError("by chance")

    part = types.ModuleType("tests_endless")
    part.HANDLERS = {"endless.start": start, "endless.fail": fail}  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "tests_endless", part)
    monkeypatch.setitem(lab_session.PARTS, "endless", "tests_endless")
    return marks


def test_the_lab_says_hello(page: Client) -> None:
    """A page learns the course's problems, and the one that the lab was opened for."""
    with page.socket() as talk:
        answer = asked(talk, "hello")["answer"]
    assert answer["problem"] == "p03_inverted_scaling"
    assert len(answer["problems"]) == 26


@pytest.mark.parametrize(
    "message",
    [
        *("", "nonsense", "[]", "1", "null", '"ask"', "{", '{"id": 1', '{"id": 1, "ask": "hello"} trailing'),
        *("[" * 100_000, '{"a":' * 50_000, "9" * 5_000, b"{}", b"\x00" * 9),
    ],
    ids=lambda message: repr(message[:12]),
)
def test_what_is_no_message_ends_the_socket(page: Client, message: str | bytes) -> None:
    """A page of the lab never sends it, so the sender is not a page; the lab goes on."""
    with page.socket() as talk:
        talk.send(message)
        assert closed_with(talk) == 1003
    with page.socket() as talk:
        assert asked(talk, "hello")["answer"]


def test_a_message_that_is_too_large_ends_the_socket(page: Client) -> None:
    """Whole or in fragments, nothing beyond the limit is kept."""
    for message in ("x" * (LONGEST_ASK + 1), iter(["x" * LONGEST_ASK] * 3)):
        with page.socket() as talk:
            try:
                talk.send(message)
            except ConnectionClosed:
                continue
            assert closed_with(talk) == 1009


@pytest.mark.parametrize(
    "ask",
    [
        {"id": 1},
        {"id": 1, "ask": "nothing"},
        {"id": 1, "ask": "hello.__class__"},
        {"id": 1, "ask": ""},
        {"id": 1, "ask": "."},
        {"id": 1, "ask": ["hello"]},
        {"id": 1, "ask": {"hello": 1}},
        {"id": 1, "ask": None},
        {"id": 1, "ask": "os.system"},
        {"id": "1", "ask": "hello"},
        {"id": True, "ask": "hello"},
        {"id": None, "ask": "hello"},
        {},
    ],
    ids=json.dumps,
)
def test_what_is_no_ask_is_answered_with_a_problem(page: Client, ask: dict[str, object]) -> None:
    """The socket stays open: a page of another version may ask it."""
    with page.socket() as talk:
        talk.send(json.dumps(ask))
        (reply,) = json.loads(talk.recv(timeout=PATIENCE))
        assert reply["problem"]["message"]
        assert asked(talk, "hello", 2)["answer"]


def test_a_failure_of_our_own_is_an_answer(page: Client, runs: dict[str, threading.Event]) -> None:
    """It has no traceback, and the socket stays open."""
    with page.socket() as talk:
        problem = asked(talk, "endless.fail")["problem"]
        assert problem["message"] == "The lab itself failed: ZeroDivisionError: by chance"
        assert asked(talk, "hello", 2)["answer"]


def test_a_page_that_closes_ends_its_run(page: Client, runs: dict[str, threading.Event]) -> None:
    """A page that is closed, and one whose process was killed, leave nothing running."""
    for leaves in (ClientConnection.close, lambda talk: talk.socket.shutdown(socket.SHUT_RDWR)):
        with page.socket() as talk:
            asked(talk, "endless.start")
            assert runs["began"].wait(PATIENCE)
            leaves(talk)
            assert runs["over"].wait(PATIENCE)
        for mark in runs.values():
            mark.clear()


def test_a_page_that_does_not_listen_stops_its_own_run_alone(page: Client, runs: dict[str, threading.Event]) -> None:
    """What waits for it is bounded; another page is answered meanwhile."""
    with page.socket() as deaf:
        deaf.send(json.dumps({"id": 1, "ask": "endless.start"}))
        assert runs["began"].wait(PATIENCE)
        with page.socket() as other:
            assert asked(other, "hello")["answer"]


def test_a_later_run_ends_the_earlier_one(page: Client, runs: dict[str, threading.Event]) -> None:
    """A view has one run at a time; its events carry its number."""
    with page.socket() as talk:
        first = asked(talk, "endless.start", 1)["answer"]["run"]
        assert runs["began"].wait(PATIENCE)
        second = asked(talk, "endless.start", 2)["answer"]["run"]
        assert runs["over"].wait(PATIENCE)
        assert second > first


def test_a_flood_of_asks_is_answered_in_order(page: Client) -> None:
    """Nothing is lost, and nothing piles up: the lab reads an ask when it has answered the one before."""
    with page.socket() as talk:
        for number in range(1, 501):
            talk.send(json.dumps({"id": number, "ask": "nothing"}))
        numbers: list[int] = []
        while len(numbers) < 500:
            numbers += [each["id"] for each in json.loads(talk.recv(timeout=PATIENCE))]
    assert numbers == [*range(1, 501)]


def test_there_are_only_so_many_pages(page: Client) -> None:
    """One more is refused, and let in as soon as another has gone."""
    with ExitStack() as open_pages:
        talks = [open_pages.enter_context(page.socket()) for _ in range(MOST_PAGES)]
        assert asked(talks[0], "hello")["answer"]
        with pytest.raises(InvalidStatus), page.socket():
            pass
        talks[0].send("nonsense")
        assert closed_with(talks[0]) == 1003
        assert let_in(page)


def let_in(page: Client) -> bool:
    """Whether a page is let in before long: a page counts for a moment after its socket has closed."""
    for _ in range(100):
        with suppress(InvalidStatus), page.socket() as talk:
            return bool(asked(talk, "hello")["answer"])
        time.sleep(0.05)
    return False


def test_an_array_arrives_as_it_was_sent(page: Client, runs: dict[str, threading.Event]) -> None:
    """A frame with arrays has their names, types and shapes, and begins each at a multiple of eight bytes."""
    with page.socket() as talk:
        talk.send(json.dumps({"id": 1, "ask": "endless.start"}))
        frames = iter(lambda: talk.recv(timeout=PATIENCE), None)
        frame = next(each for each in frames if isinstance(each, bytes))
    length = int.from_bytes(frame[:4], "little")
    message = json.loads(frame[4 : 4 + length])
    assert (4 + length) % 8 == 0
    assert message["buffers"] == [{"name": "x", "dtype": "float64", "shape": [100_000]}]
    assert np.array_equal(np.frombuffer(frame[4 + length :]), np.ones(100_000))
