"""A worker as the grader sees it: call the functions of the submission that it has loaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from dropgrade.sandbox.loading_worker import LoadingWorker, refuse_unconfined
from dropgrade.sandbox.outcomes import (
    EndlessItems,
    NameMissing,
    WorkerOutcome,
    counted_calls,
    texts,
)
from dropgrade.sandbox.program import Program, Reply, Sandbox
from dropgrade.sandbox.wire import Handle, WireError

MAX_PULLED = 100_000
"""Items that a check may take from the iterators of a submission."""

__all__ = ["Program", "Reply", "Sandbox", "Worker", "refuse_unconfined"]


class Worker(LoadingWorker):
    """One worker: it loads one submission, and carries out the calls of one check after another."""

    def call(
        self,
        name: str,
        args: Sequence[object] = (),
        kwargs: dict[str, object] | None = None,
        *,
        owner: int | None = None,
        module: str = "",
        use: str = "call",
        label: str = "",
    ) -> Reply:
        """Call a function or class of the submission, or a method of the object numbered `owner`.

        A function of a module beside the main one is called by that module's name, too. Other uses than a call are to
        "get" an attribute or a constant, and those of `USES` of an object; `label` is then what to call it.
        Raises `StudentRaised` where the function does, and a `WorkerOutcome` where nothing came back.
        Generators among the arguments are then where the call left them, as after a call in one process.
        """
        request = {
            "op": "call", "object": owner, "module": module, "name": name, "traced": self.on_call is not None,
            "measured": self.on_peak is not None,
            **({} if use == "call" else {"use": use}), **self.next_call,
        }  # fmt: skip
        self.next_call = {}
        name = label or name or f"{self.program.module}.py"
        reply = self._asked(request, (tuple(args), kwargs or {}), name)
        self._printed = (self._printed[1], printed) if _is_count(printed := reply.get("printed")) else self._printed
        if reply.get("missing"):
            raise self._missing(name, module)
        try:
            self._pipe.lent.move(reply.get("streams"))
        except WireError as error:
            raise self._end_of(error, name) from None
        self._note(reply)
        if self.on_call is not None:
            self.on_call(counted_calls(reply.get("calls")))
        if "raised" in reply:
            raise self._raised(reply["raised"], name)
        used = () if self.program.global_random else texts(reply.get("globals"))
        return Reply(reply.get("data"), texts(reply.get("changed")), used)

    def _note(self, reply: dict[str, Any]) -> None:
        """Take note of what a call took, as far as it has the form of that."""
        if self.on_peak is not None and _is_count(peak := reply.get("peak")):
            self.on_peak(peak)
        if isinstance(cpu := reply.get("cpu"), float) and math.isfinite(cpu):
            self._reported = max(self._reported, cpu)

    @property
    def clock(self) -> float:
        """The CPU seconds of the worker, as the system tells them, or where it does not, as the worker does."""
        self._transport.budget.rest()
        return self._transport.budget.cpu() or self._reported

    def pull(self, owner: int) -> Reply:
        """The next item of an iterator; the end of it is a `StudentRaised` of `StopIteration`, as in Python."""
        self._pulled += 1
        if self._pulled > MAX_PULLED:
            raise self._end_of(EndlessItems(MAX_PULLED), "next")
        return self.call("", owner=owner, use="next", label="next")

    @property
    def wrap(self) -> Callable[[Handle], object]:
        """Makes of a handle what the suite sees."""
        return self._pipe.lent.wrap

    @wrap.setter
    def wrap(self, wrap: Callable[[Handle], object]) -> None:
        self._pipe.lent.wrap = wrap

    def run(self) -> Reply:
        """Execute the program once more as `python FILE` does; raises as `call` does."""
        return self.call("")

    def for_next_call(self, **what: object) -> None:
        """Say what the next call finds: `stdin`, and a `global_seed` of the random states."""
        self.next_call |= what

    def ask(self, question: str, data: object = None) -> object:
        """The answer of the worker to what is no call: the `figures`, the `files`; or to have files `put` there."""
        words = {"figures": "drawing"}.get(question, "writing files")
        reply = self._asked({"op": "ask", "question": question}, data, words)
        if "raised" in reply:
            raise self._raised(reply["raised"], words)
        return reply.get("data")

    @property
    def printed_by_call(self) -> str:
        """What the newest call printed, as far as it is kept."""
        self._transport.catch_up(self._printed[1])
        before = self._transport.transcript.before
        return self._transport.transcript.between(self._printed[0] - before, self._printed[1] - before)

    def _asked(self, request: dict[str, Any], data: object, function: str) -> dict[str, Any]:
        """The answer to a request, which says what has changed since the one before."""
        since = {"check": self._fresh, "streams": self._pipe.lent.moved()}
        self._fresh = None
        return self._answer(self._request({**request, **since, "data": data}, function), function)

    def _missing(self, name: str, module: str) -> WorkerOutcome:
        """Why a name is not there: loading its module failed, or it does not define it."""
        own = [label for label, _ in self.program.modules.get(module, ())]
        if any(not module or info.part in own for info in self._broken):
            return self._load_failure(own)
        return NameMissing(f"There is no `{name}` in {f'{module}.py' if module else 'the file'}.", name)


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < 2**62
