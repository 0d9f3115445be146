"""The main loop of a worker: load the submission, then carry out one call after another.

Nothing here can be trusted once the submission is loaded, because its code may change any of it. That is why a worker
only ever sends values, and why the grader checks every byte of them.
"""

from __future__ import annotations

import builtins
import gc
import io
import os
import sys
from collections.abc import Callable
from threading import get_ident
from typing import Any, NoReturn

from dropgrade.sandbox.inside.belongings import Belongings
from dropgrade.sandbox.inside.loading import Modules
from dropgrade.sandbox.inside.raised import described
from dropgrade.sandbox.inside.side_effects import Before, RandomStates, seed_everything
from dropgrade.sandbox.inside.surroundings import Output, Surroundings
from dropgrade.sandbox.wire import Decoder, Encoder, Foreign, WireError, read_frame

CHANNEL = 3


def serve(channel: int = CHANNEL, answer_channel: int = CHANNEL) -> NoReturn:
    """Answer requests until the grader closes the channel; never returns."""
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout = sys.stderr = io.TextIOWrapper(
        Output(1, "w", closefd=False), "utf-8", "backslashreplace", line_buffering=True, write_through=True
    )
    for name in ("exit", "quit"):  # `site` would do this, but it is not loaded
        setattr(builtins, name, sys.exit)
    worker = _Worker(channel, answer_channel)
    gc.enable()  # it was off during imports
    worker.greet()
    while True:
        worker.answer(worker.receive())


class _Worker:
    """The submission's modules, the objects they created, and the pipe to the grader."""

    def __init__(self, channel: int, answer_channel: int) -> None:
        self._in, self._out = io.BufferedReader(io.FileIO(channel, closefd=False)), answer_channel
        self._modules = Modules("submission", {})
        self._around = Surroundings()
        self._belongings = Belongings(self._callback)
        self._random_states = RandomStates()
        self._calling_thread: int | None = None

    # The pipe.

    def greet(self) -> None:
        """Report that the worker is ready; failures before this are not the submission's fault."""
        self._send({"seq": 0})

    def receive(self) -> dict[str, Any]:
        """Wait for the next message; end the process if there will be none."""
        return Decoder(self._belongings.from_wire).message(*read_frame(self._read), self._begin)

    def _begin(self, message: dict[str, Any]) -> None:
        """Prepare for the values of a message: begin a check, seed, and move generators."""
        if message.get("check") is not None:
            self._seed(message["check"])
            self._belongings.begin_check()
            self._around.begin_check()
        if message.get("global_seed") is not None:
            self._seed(message["global_seed"])
        self._belongings.move(message.get("streams", {}))

    def _seed(self, seed: int) -> None:
        seed_everything(seed)
        self._random_states.seeded()

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
        self._belongings.begin_message()
        try:
            frame = Encoder(self._belongings.to_wire).frame(message)
        except WireError:
            if "callback" in message:
                raise ValueError("this function was given a value that is too large") from None
            kept: dict[str, Any] = {key: message[key] for key in ("seq", "streams", "printed", "cpu") if key in message}
            frame = Encoder().frame({**kept, "data": Foreign("a value that is too large to be inspected")})
        except Exception as error:  # noqa: BLE001 - a value that breaks the codec is the student's doing
            frame = Encoder().frame({"seq": message.get("seq"), "raised": self._describe(error)})
        self._write(frame)

    def _write(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(self._out, view) :]

    # Requests.

    def answer(self, request: dict[str, Any]) -> None:
        """Carry out one request and send the result."""
        perform = {"load": self._load, "call": self._call, "ask": self._ask}[request["op"]]
        try:
            reply = perform(request)
            self._send({"seq": request["seq"], **reply})
        except MemoryError as error:
            self._send({"seq": request["seq"], "raised": self._describe(error)})

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        """Execute the modules of the submission; return which of their parts raised."""
        self._seed(request["seed"])
        self._modules.leave()
        self._modules = Modules(request["module"], dict(request["modules"]), is_script=request["is_script"])
        self._belongings.own, self._belongings.main = self._modules.names, self._modules.main
        self._around.begin_program(request["data"])
        return {"broken": self._modules.load(self._describe)}

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer a request that is not a call."""
        return {"data": self._around.answer(request["question"], request["data"])}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        """Call a function, a class or a method; return its result and its side effects."""
        is_run = request["object"] is None and not request["name"]
        function = self._modules.run if is_run else self._belongings.action(request)
        if function is None:
            return {"missing": True}
        args, kwargs = request["data"]
        positions = self._belongings.positions()
        before = Before.of(args, kwargs, self._random_states)
        outer, self._calling_thread = self._calling_thread, get_ident()
        with self._around.of_a_call(request, self._modules.labels) as seen:
            try:
                result = {"data": function(*args, **kwargs)}
            except BaseException as error:  # noqa: BLE001 - SystemExit is an answer like any other
                result = {"raised": self._describe(error)}
            finally:
                self._calling_thread = outer
        return {
            **result,
            **seen,
            "streams": {n: p for n, p in self._belongings.positions().items() if p != positions.get(n)},
            **before.changes(),
        }

    def _callback(self, number: int) -> Callable[..., object]:
        def callback(*args: object, **kwargs: object) -> object:
            if get_ident() != self._calling_thread:  # two threads on one pipe would mix up their messages
                raise RuntimeError("this function can only be used during a call, and in its thread")
            self._send({"callback": number, "data": (args, kwargs)})
            reply = self.receive()
            while "op" in reply:  # calls that the grader's function makes in the meantime
                self.answer(reply)
                reply = self.receive()
            if "refused" in reply:
                raise ValueError(reply["refused"])
            return reply["data"]

        return callback

    def _describe(self, error: BaseException, part: str = "") -> dict[str, Any]:
        return described(error, self._modules.labels, part)
