"""A worker as the grader sees it: load a submission, call its functions, learn how it ended."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeGuard

import numpy as np

from dropgrade.errors import SandboxFault
from dropgrade.sandbox.lent import Lent
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import (
    LOADING,
    CountedCall,
    EndlessCalls,
    LoadRaised,
    NameMissing,
    OutOfMemory,
    RaisedInfo,
    StudentRaised,
    WorkerOutcome,
    counted_calls,
    ending_in_words,
    out_of_memory,
    outcome_of,
    texts,
)
from dropgrade.sandbox.transport import ChannelClosed, CpuSpent, DeadlinePassed, TooMuchOutput, Transport
from dropgrade.sandbox.wire import (
    Decoder,
    Encoder,
    WireError,
)

PREPARATION = 3600.0
MAX_CALLBACKS = 10_000
Parts = tuple[tuple[str, str], ...]
"""Sources with their labels."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a worker loads: a module's name and its parts (a file is one, a notebook's cells are many).

    `beside` are modules that it may import, by name, each with its parts; one that has the parts of the module itself
    is the same module. Where `tolerant`, a part that raises does not keep the others from being used. A script is
    executed when it is run, and not before. `files` are those that it may read; None where it uses no files at all.
    `student` is who handed it in, which is never sent.
    """

    module: str
    parts: Parts
    tolerant: bool = False
    beside: Mapping[str, Parts] = field(default_factory=dict)
    is_script: bool = False
    files: Mapping[str, bytes] | None = None
    global_random: bool = False
    """Whether it may use the global random states."""
    student: str = ""

    @property
    def modules(self) -> dict[str, Parts]:
        """Every module by its name."""
        return {self.module: self.parts, **self.beside}

    @property
    def labels(self) -> frozenset[str]:
        """The labels of all parts."""
        return frozenset(label for parts in self.modules.values() for label, _ in parts)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call returned, and what else it did: inputs changed in place, global random state used."""

    value: object
    changed: tuple[str, ...] = ()
    globals: tuple[str, ...] = ()


class Sandbox(Protocol):
    """Where workers come from."""

    mode: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers of protection that this machine does not give."""

    def start(self, limits: Limits) -> Worker:
        """A fresh worker that has loaded nothing."""

    def close(self) -> None:
        """End whatever still runs."""


class Worker:
    """One worker: it loads one submission, and carries out the calls of one check after another."""

    def __init__(self, transport: Transport, limits: Limits) -> None:
        self._transport = transport
        self._limits = limits
        self._deadline = time.monotonic() + PREPARATION
        self._loading = 0
        self._has_greeted = False
        self._cpu_before = 0.0
        self._sequence = itertools.count(1)
        self.program = Program("submission", ())
        self._broken: list[RaisedInfo] = []
        self._fresh: int | None = None
        self._lent = Lent()
        self.next_call: dict[str, object] = {}
        self.on_call: Callable[[tuple[CountedCall, ...]], None] | None = None
        """Takes the counts of the calls between functions; where it is set, they are counted."""
        self.on_peak: Callable[[int], None] | None = None
        """Takes the bytes that a call took at most; where it is set, they are measured."""
        self._reported = 0.0
        self._printed = (0, 0)

    @property
    def printed(self) -> str:
        """What the student's code has printed since the check began; the first one has what was printed at loading."""
        return self._transport.transcript.text

    @property
    def cpu(self) -> float:
        """The CPU seconds that it has computed for the submission so far."""
        return self._transport.budget.cpu() - self._cpu_before

    @property
    def is_nearly_spent(self) -> bool:
        """Whether the kernel might end it in the middle of the next check, for what earlier ones computed."""
        return self._transport.budget.cpu() > self._limits.cpu_in_all - self._limits.cpu_seconds

    @property
    def broken(self) -> tuple[RaisedInfo, ...]:
        """What the parts raised that failed at loading, where those do not keep the others from being used."""
        return tuple(self._broken)

    def close(self) -> None:
        """End the worker, whatever it is doing, without waiting for its end."""
        self._transport.abandon()

    def begin_loading(self, program: Program, seed: int) -> None:
        """Have a submission executed while the grader does something else; one that was loaded before is forgotten."""
        self.program = program
        self._cpu_before = self._transport.budget.cpu() if self._has_greeted else 0.0
        request = {
            "op": "load", "module": program.module, "modules": [*program.modules.items()], "seed": seed,
            "is_script": program.is_script, "data": None if program.files is None else _as_arrays(program.files),
        }  # fmt: skip
        self._loading = self._request(request, LOADING)

    def finish_loading(self) -> None:
        """Wait for it; raises `LoadRaised` where it did, or another `WorkerOutcome`.

        The wall clock of the worker starts only now: until here it may have waited for its turn. A worker that
        does not even greet, before it has seen a line of the submission, is a `SandboxFault`.
        """
        self._begin_time()
        self._hear_greeting()
        reply = self._answer(self._loading, LOADING)
        raised = _list_of_dicts([reply.get("raised")])  # loading as a whole, not one part of it
        self._broken = [
            RaisedInfo.from_wire(b, self.program.labels) for b in raised + _list_of_dicts(reply.get("broken"))
        ]
        if raised or (self._broken and not self.program.tolerant):
            raise self._load_failure()

    def begin_check(self, seed: int) -> None:
        """Let the next check begin: with its own time, random states by this seed, and generators of its own.

        What the submission keeps in its module stays, as in any process.
        """
        self._begin_time()
        self._fresh = seed
        self._lent = Lent()

    def go_on(self) -> None:
        """Give work that goes on for long its limits anew: of computing, of the clock, and of what it prints."""
        self._begin_time()
        self._transport.budget.output = 0

    def interrupt(self) -> None:
        """Have the call that another thread waits for end at once, as one that is out of time."""
        self._transport.budget.cpu_limit = -1.0

    def end_check(self) -> str:
        """What the check printed; the next one begins with an empty transcript."""
        self._transport.catch_up()
        printed, self._transport.transcript = self.printed, self._transport.transcript.next()
        return printed

    def _begin_time(self) -> None:
        self._deadline = time.monotonic() + self._limits.wall_seconds
        self._transport.budget.begin(self._limits.cpu_seconds)

    def _hear_greeting(self) -> None:
        if self._has_greeted:
            return
        try:
            refuse_unconfined(self._receive())
            self._has_greeted = True
        except (TooMuchOutput, CpuSpent) as event:  # it was loading already, while the grader did something else
            raise self._end_of(event, LOADING) from None
        except (ChannelClosed, DeadlinePassed, WireError) as event:
            ended = ending_in_words(self._transport.end().code)
            hint = "Is there enough memory? `dropgrade doctor` says what protects the grading here."
            raise SandboxFault(f"A worker could not be made ready ({ended}).", hint) from event

    def call(
        self,
        name: str,
        args: Sequence[object] = (),
        kwargs: dict[str, object] | None = None,
        *,
        owner: int | None = None,
        module: str = "",
    ) -> Reply:
        """Call a function or class of the submission, or a method of the object numbered `owner`.

        A function of a module beside the main one is called by that module's name, too.
        Raises `StudentRaised` where the function does, and a `WorkerOutcome` where nothing came back.
        Generators among the arguments are then where the call left them, as after a call in one process.
        """
        self._lent.functions = []
        request = {
            "op": "call", "object": owner, "module": module, "name": name, "traced": self.on_call is not None,
            "measured": self.on_peak is not None,
            **self.next_call,
        }  # fmt: skip
        self.next_call = {}
        name = name or f"{self.program.module}.py"
        reply = self._asked(request, (tuple(args), kwargs or {}), name)
        self._printed = (self._printed[1], printed) if _is_count(printed := reply.get("printed")) else self._printed
        if reply.get("missing"):
            raise self._missing(name, module)
        try:
            self._lent.move(reply.get("streams"))
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
        return self._transport.budget.cpu() or self._reported

    def run(self) -> Reply:
        """Execute the program once more as `python FILE` does; raises as `call` does."""
        return self.call("")

    def for_next_call(self, **what: object) -> None:
        """Say what the next call finds: `stdin`, and a `global_seed` of the random states."""
        self.next_call |= what

    def ask(self, question: str, data: object = None) -> object:
        """The answer of the worker to what is no call: the `figures`, the `files`; or to have files `put` there."""
        words = {"figures": "drawing"}.get(question, "writing files")
        return self._asked({"op": "ask", "question": question}, data, words).get("data")

    @property
    def printed_by_call(self) -> str:
        """What the newest call printed, as far as it is kept."""
        self._transport.catch_up(self._printed[1])
        before = self._transport.transcript.before
        return self._transport.transcript.between(self._printed[0] - before, self._printed[1] - before)

    def _asked(self, request: dict[str, Any], data: object, function: str) -> dict[str, Any]:
        """The answer to a request, which says what has changed since the one before."""
        since = {"check": self._fresh, "streams": self._lent.moved()}
        self._fresh = None
        return self._answer(self._request({**request, **since, "data": data}, function), function)

    # One request, and its answer with the callbacks that come before it.

    def _request(self, request: dict[str, Any], function: str) -> int:
        number = next(self._sequence)
        try:
            self._send({**request, "seq": number})
        except (ChannelClosed, DeadlinePassed) as event:
            raise self._end_of(event, function) from None
        return number

    def _answer(self, number: int, function: str) -> dict[str, Any]:
        try:
            reply = self._reply()
        except (ChannelClosed, DeadlinePassed, WireError) as event:
            raise self._end_of(event, function) from None
        if reply.get("seq") != number:
            raise self._end_of(WireError("an answer to a question that was not asked"), function)
        return reply

    def _reply(self) -> dict[str, Any]:
        for _ in range(MAX_CALLBACKS):
            reply = self._receive()
            if "callback" not in reply:
                return reply
            self._run_callback(reply)
        raise EndlessCalls(MAX_CALLBACKS)

    def _send(self, message: dict[str, Any]) -> None:
        self._transport.send(Encoder(self._lent.to_wire, strict=True).frame(message), self._deadline)

    def _receive(self) -> dict[str, Any]:
        return Decoder(self._lent.from_wire).message(*self._transport.receive(self._deadline))

    def _run_callback(self, request: dict[str, Any]) -> None:
        answer = self._lent.answer(request)
        try:
            self._send(answer)
        except WireError as error:  # what the student gave it came back, and does not cross twice
            self._send({"refused": f"this function gave nothing that can be sent: {error}"[:500]})

    # How it ended.

    def _end_of(self, event: Exception, function: str) -> WorkerOutcome:
        return outcome_of(event, self._transport.end(), self._limits, function)

    def _raised(self, description: object, function: str) -> StudentRaised | OutOfMemory:
        info = RaisedInfo.from_wire(description if isinstance(description, dict) else {}, self.program.labels)
        return out_of_memory(self._limits, function) if info.is_a("MemoryError") else StudentRaised(function, info)

    def _missing(self, name: str, module: str) -> WorkerOutcome:
        """Why a name is not there: loading its module failed, or it does not define it."""
        own = [label for label, _ in self.program.modules.get(module, ())]
        if any(not module or info.part in own for info in self._broken):
            return self._load_failure(own)
        return NameMissing(f"There is no `{name}` in {f'{module}.py' if module else 'the file'}.", name)

    def _load_failure(self, labels: Collection[str] = ()) -> WorkerOutcome:
        first = next((info for info in self._broken if info.part in labels), self._broken[0])
        return out_of_memory(self._limits, LOADING) if first.is_a("MemoryError") else LoadRaised(first)


def refuse_unconfined(greeting: dict[str, Any]) -> None:
    """Raise `SandboxFault` where a process says, before it has seen a submission, that it could not be confined."""
    if "unconfined" in greeting:
        layer, why = greeting["unconfined"]
        raise SandboxFault(
            f"A worker could not be confined ({layer}): {why}.", "`dropgrade doctor` says more.", layer=layer
        )


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < 2**62


def _as_arrays(files: Mapping[str, bytes]) -> dict[str, np.ndarray[Any, Any]]:
    return {name: np.frombuffer(content, np.uint8) for name, content in files.items()}


def _list_of_dicts(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
