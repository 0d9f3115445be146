"""The grader's side of a worker: call the functions of the submission that it has loaded."""

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
"""The maximum number of items that a check may take from a submission's iterators."""

__all__ = ["Program", "Reply", "Sandbox", "Worker", "refuse_unconfined"]


class Worker(LoadingWorker):
    """A worker that loads one submission and carries out calls for one check after another."""

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
        """Call a function or class of the submission, or a method of the object with the number `owner`.

        For a function of another module than the main one, pass the name of the module. Besides "call", `use` may be
        "get" for an attribute or a constant, or one of `USES` for an object; `label` is then its name in messages.

        Raises `StudentRaised` if the function raises, and `WorkerOutcome` if no answer comes back. Afterwards,
        generators among the arguments are where the call left them, as if the call had run in this process.
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
        """Record the memory and CPU time of a call, if the reply has valid values for them."""
        if self.on_peak is not None and _is_count(peak := reply.get("peak")):
            self.on_peak(peak)
        if isinstance(cpu := reply.get("cpu"), float) and math.isfinite(cpu):
            self._reported = max(self._reported, cpu)

    @property
    def clock(self) -> float:
        """The CPU seconds used by the worker, as reported by the system or, if it reports none, by the worker."""
        self._transport.budget.rest()
        return self._transport.budget.cpu() or self._reported

    def pull(self, owner: int) -> Reply:
        """Return the next item of an iterator; at its end raise `StudentRaised` for `StopIteration`."""
        self._pulled += 1
        if self._pulled > MAX_PULLED:
            raise self._end_of(EndlessItems(MAX_PULLED), "next")
        return self.call("", owner=owner, use="next", label="next")

    @property
    def wrap(self) -> Callable[[Handle], object]:
        """A function that turns a handle into the object that the suite sees."""
        return self._pipe.lent.wrap

    @wrap.setter
    def wrap(self, wrap: Callable[[Handle], object]) -> None:
        self._pipe.lent.wrap = wrap

    def run(self) -> Reply:
        """Execute the program again as `python FILE` does; raises like `call`."""
        return self.call("")

    def for_next_call(self, **what: object) -> None:
        """Set conditions of the next call: its `stdin`, and a `global_seed` for the global random states."""
        self.next_call |= what

    def ask(self, question: str, data: object = None) -> object:
        """Ask the worker for something other than a call: its `figures` or `files`, or to `put` files."""
        words = {"figures": "drawing"}.get(question, "writing files")
        reply = self._asked({"op": "ask", "question": question}, data, words)
        if "raised" in reply:
            raise self._raised(reply["raised"], words)
        return reply.get("data")

    @property
    def printed_by_call(self) -> str:
        """What the latest call printed, as far as it is kept."""
        self._transport.catch_up(self._printed[1])
        before = self._transport.transcript.before
        return self._transport.transcript.between(self._printed[0] - before, self._printed[1] - before)

    def _asked(self, request: dict[str, Any], data: object, function: str) -> dict[str, Any]:
        """Send a request, with what changed since the previous one, and return the answer."""
        since = {"check": self._fresh, "streams": self._pipe.lent.moved()}
        self._fresh = None
        return self._answer(self._request({**request, **since, "data": data}, function), function)

    def _missing(self, name: str, module: str) -> WorkerOutcome:
        """Return why a name is missing: its module failed to load, or does not define it."""
        own = [label for label, _ in self.program.modules.get(module, ())]
        if any(not module or info.part in own for info in self._broken):
            return self._load_failure(own)
        return NameMissing(f"There is no `{name}` in {f'{module}.py' if module else 'the file'}.", name)


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < 2**62
