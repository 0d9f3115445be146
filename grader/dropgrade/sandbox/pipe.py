"""Requests to a worker, and their answers with the callbacks that come before them."""

from __future__ import annotations

import itertools
from typing import Any

from dropgrade.sandbox.lent import Lent
from dropgrade.sandbox.outcomes import EndlessCalls
from dropgrade.sandbox.transport import Transport
from dropgrade.sandbox.wire import Decoder, Encoder, NoValue, WireError

MAX_CALLBACKS = 10_000


class Pipe:
    """The grader's end of the pipe to one worker, with a deadline and the objects that the current check has lent."""

    def __init__(self, transport: Transport, deadline: float) -> None:
        self.deadline = deadline
        self.lent = Lent()
        self._transport = transport
        transport.serve = self.serve
        self._sequence = itertools.count(1)
        self._callbacks = 0

    def request(self, request: dict[str, Any]) -> int:
        """Send a request and return its number."""
        number = next(self._sequence)
        self._send({**request, "seq": number})
        return number

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to a request; functions that the worker calls meanwhile are run and may make requests."""
        outer, self._callbacks = self._callbacks, 0
        try:
            while "callback" in (reply := self.receive()):
                self._run_callback(reply)
        finally:
            self._callbacks = outer
        if reply.get("seq") != number:
            raise WireError("an answer to a question that was not asked")
        return reply

    def serve(self) -> None:
        """Run the function that the worker calls; used by a worker that has no process of its own to wait in."""
        self._run_callback(self.receive())

    def receive(self) -> dict[str, Any]:
        """Return the next message."""
        return Decoder(self.lent.from_wire).message(*self._transport.receive(self.deadline))

    def _send(self, message: dict[str, Any]) -> None:
        self._transport.send(Encoder(self.lent.to_wire, strict=True).frame(message), self.deadline)

    def _run_callback(self, request: dict[str, Any]) -> None:
        self._callbacks += 1
        if self._callbacks > MAX_CALLBACKS:
            raise EndlessCalls(MAX_CALLBACKS)
        answer = self.lent.answer(request)
        try:
            self._send(answer)
        except (WireError, NoValue) as error:  # something of the student's that cannot cross again
            self._send({"refused": f"this function gave nothing that can be sent: {error}"[:500]})
