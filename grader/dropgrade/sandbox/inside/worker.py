"""What runs in a worker: load the submission, then carry out one call after another.

Nothing here is trusted once the submission is loaded: the code may rewrite any of it. That is why a
worker only ever says values, and why the grader checks every byte of them.
"""

from __future__ import annotations

import builtins
import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from threading import get_ident
from types import TracebackType
from typing import Any, NoReturn

import numpy as np

from dropgrade.sandbox.inside.loading import Modules
from dropgrade.sandbox.inside.side_effects import Before, array_shapes, seed_everything
from dropgrade.sandbox.inside.surroundings import Output, Surroundings
from dropgrade.sandbox.wire import (
    MAX_NAME,
    CallbackNumber,
    Decoder,
    Encoder,
    GeneratorState,
    Handle,
    generator_from,
    move_stream,
    read_frame,
    stream_position,
    type_bases,
    type_name,
)

CHANNEL = 3
MAX_PATH = 4
"""How many of the student's lines that led to an exception are sent, beside the first."""


def serve(channel: int = CHANNEL, answer_channel: int = CHANNEL) -> NoReturn:
    """Answer requests until the grader closes the channel; never returns."""
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout = sys.stderr = io.TextIOWrapper(
        Output(1, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True, write_through=True
    )
    for name in ("exit", "quit"):  # as `site` does, which is left out
        setattr(builtins, name, sys.exit)
    worker = _Worker(channel, answer_channel)
    gc.enable()  # it was off while modules were imported
    worker.greet()
    while True:
        worker.answer(worker.receive())


class _Worker:
    """The submission's module, the objects it made, and the pipe to the grader."""

    def __init__(self, channel: int, answer_channel: int) -> None:
        self._in, self._out = io.BufferedReader(io.FileIO(channel, closefd=False)), answer_channel
        self._modules = Modules("submission", {})
        self._around = Surroundings()
        self._objects: dict[int, object] = {}
        self._generators: dict[int, np.random.Generator] = {}
        self._calling_thread: int | None = None

    # The pipe.

    def greet(self) -> None:
        """Say that the worker is ready: what goes wrong before this is not the submission's doing."""
        self._send({"seq": 0})

    def receive(self) -> dict[str, Any]:
        """Wait for the next message; end the process when there will be none."""
        return Decoder(self._from_wire).message(*read_frame(self._read), self._begin)

    def _begin(self, message: dict[str, Any]) -> None:
        """What has to be done before the values of a message are read: a check begins, generators were moved."""
        if message.get("check") is not None:
            seed_everything(message["check"])
            self._generators, self._objects = {}, {}
            self._around.begin_check()
        if message.get("global_seed") is not None:
            seed_everything(message["global_seed"])
        for number, position in message.get("streams", {}).items():
            if int(number) in self._generators:
                move_stream(self._generators[int(number)], position)

    def _read(self, size: int) -> bytearray:
        data = bytearray(size)
        rest = memoryview(data)
        while rest:
            received = self._in.readinto(rest)
            if not received:
                os._exit(0)
            rest = rest[received:]
        return data

    def _send(self, message: dict[str, Any]) -> None:
        try:
            frame = Encoder(self._to_wire).frame(message)
        except Exception as error:  # noqa: BLE001 - a value that breaks the codec is the student's doing
            frame = Encoder().frame({"seq": message.get("seq"), "raised": self._describe(error)})
        self._write(frame)

    def _write(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(self._out, view) :]

    # Requests.

    def answer(self, request: dict[str, Any]) -> None:
        """Carry out one request and send what came of it."""
        perform = {"load": self._load, "call": self._call, "ask": self._ask}[request["op"]]
        try:
            reply = perform(request)
            self._send({"seq": request["seq"], **reply})
        except MemoryError as error:
            self._send({"seq": request["seq"], "raised": self._describe(error)})

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        """Execute the modules of the submission; say which of their parts raised."""
        seed_everything(request["seed"])
        self._modules.leave()
        self._modules = Modules(request["module"], dict(request["modules"]), is_script=request["is_script"])
        self._around.begin_program(request["data"])
        return {"broken": self._modules.load(self._describe)}

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer a question that is no call."""
        return {"data": self._around.answer(request["question"], request["data"])}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        """Call a function, a class or a method, and tell what it did beside returning."""
        module = self._modules.main if not request["module"] else sys.modules.get(request["module"])
        owner = module if request["object"] is None else self._objects[request["object"]]
        is_run = request["object"] is None and not request["name"]
        if request["object"] is None and not is_run and request["name"] not in getattr(module, "__dict__", {}):
            return {"missing": True}
        args, kwargs = request["data"]
        positions = {number: stream_position(rng) for number, rng in self._generators.items()}
        before = Before.of(args, kwargs)
        self._calling_thread = get_ident()
        with self._around.of_a_call(request, self._modules.labels) as seen:
            try:
                function = self._modules.run if is_run else getattr(owner, request["name"])
                result = {"data": function(*args, **kwargs)}
            except BaseException as error:  # noqa: BLE001 - SystemExit is an answer like any other
                result = {"raised": self._describe(error)}
            finally:
                self._calling_thread = None
        return {
            **result,
            **seen,
            "streams": {n: p for n, g in self._generators.items() if (p := stream_position(g)) != positions[n]},
            **before.changes(),
        }

    # Values that only one side can name.

    def _from_wire(self, value: object) -> object:
        if isinstance(value, GeneratorState):
            if value.number not in self._generators:
                self._generators[value.number] = generator_from(value.seed)
            move_stream(self._generators[value.number], value.position)
            return self._generators[value.number]
        if isinstance(value, CallbackNumber):
            return self._callback(value.number)
        if isinstance(value, Handle):
            return self._objects[value.number]
        return value

    def _to_wire(self, value: object) -> object:
        if type(value) is np.random.Generator:
            for number, known in self._generators.items():
                if value is known:
                    return GeneratorState(number, stream_position(known))
        if isinstance(value, tuple) and isinstance(getattr(type(value), "_fields", None), tuple):
            return tuple(value)  # a named tuple is the tuple that it is
        if type(value).__module__ in self._modules.names and not isinstance(value, type):
            self._objects[id(value)] = value
            return Handle(id(value), type_name(type(value)))
        return value

    def _callback(self, number: int) -> Callable[..., object]:
        def callback(*args: object, **kwargs: object) -> object:
            if get_ident() != self._calling_thread:  # two threads on one pipe would mix their messages
                raise RuntimeError("this function can only be used in the call it was given to, and in its thread")
            self._send({"callback": number, "data": (args, kwargs)})
            reply = self.receive()
            if "refused" in reply:
                raise ValueError(reply["refused"])
            return reply["data"]

        return callback

    def _describe(self, error: BaseException, part: str = "") -> dict[str, Any]:
        """An exception as text, with the lines of the student's own that led to it, and the arrays at the innermost."""
        own = [trace for trace in _traces(error) if trace.tb_frame.f_code.co_filename in self._modules.labels]
        line = None
        if own:
            line, part = own[-1].tb_lineno, own[-1].tb_frame.f_code.co_filename
        if isinstance(error, SyntaxError) and (not own or error.filename in self._modules.labels):
            line, part = error.lineno, error.filename or part
        return {
            "type": type_name(type(error))[:MAX_NAME],
            "bases": [type_name(c)[:MAX_NAME] for c in type_bases(type(error))],
            "text": _text_of(error),
            "line": line,
            "part": part,
            "path": [[t.tb_frame.f_code.co_filename, t.tb_lineno] for t in own[:1] + own[1:][-MAX_PATH:]],
            "arrays": array_shapes(own[-1].tb_frame.f_locals) if own else [],
        }


def _traces(error: BaseException) -> Iterator[TracebackType]:
    trace = error.__traceback__
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _text_of(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)[:1000]
    try:
        return str(error)[:1000]
    except BaseException:  # noqa: BLE001 - __str__ is the student's code too
        return "(its text could not be read)"
