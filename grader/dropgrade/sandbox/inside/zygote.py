"""The warm process that forks workers: it loads Python and NumPy once, and never the course.

It exchanges small JSON messages over a socket that preserves message boundaries. `start` comes with two descriptors
(the worker's channel and its output) and is answered with the worker's process id; `reap` is answered with how the
worker ended and its CPU seconds; `forget` tells the zygote to reap the worker itself.
"""

from __future__ import annotations

import gc
import json
import os
import socket
from typing import Any, NoReturn

from dropgrade.sandbox.inside import imports, worker
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.linux import Confinement, LayerFailed
from dropgrade.sandbox.linux.probe import escapes
from dropgrade.sandbox.wire import Encoder

HIGHEST_DESCRIPTOR = 64  # the zygote holds only a few


def main(control_number: str, grader_number: str, *packages: str) -> None:
    """Serve the grader's requests until it closes its end of the socket."""
    control = socket.socket(fileno=os.dup(int(control_number)))  # use the lowest free numbers, below HIGHEST_DESCRIPTOR
    os.close(int(control_number))
    grader = int(grader_number)
    imports.preload()
    try:
        files = imports.preload_packages(packages) if packages else ()
        confinement = Confinement.prepare((*imports.readable_folders(), *files))
    except ImportError as failed:
        _refuse(control, {"unusable": str(failed)[:1000]})
        return
    except LayerFailed as failed:
        _refuse(control, _unconfined(failed))
        return
    gc.freeze()  # lets forked workers share these pages instead of copying them
    _send(control, {"missing": confinement.missing})
    forgotten: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 4096, 2)
        if not data:
            return
        request = json.loads(data)
        match request["op"]:
            case "forget":
                forgotten.add(request["pid"])
            case "reap":
                _send(control, _how_it_ended(request["pid"]))
            case _:
                _send(control, _start(request, descriptors, confinement, grader))
        forgotten = {pid for pid in forgotten if os.waitpid(pid, os.WNOHANG) == (0, 0)}


def _send(control: socket.socket, answer: dict[str, Any]) -> None:
    control.send(json.dumps(answer).encode())


def _refuse(control: socket.socket, reason: dict[str, Any]) -> None:
    """Report why no worker can be started, and wait until that has been read."""
    _send(control, reason)
    while control.recv(4096):  # closing with unread data would discard the answer
        pass


def _unconfined(failed: LayerFailed) -> dict[str, Any]:
    return {"unconfined": [failed.layer, str(failed)[:300]]}


def _how_it_ended(pid: int) -> dict[str, Any]:
    _, status, usage = os.wait4(pid, 0)
    return {"code": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime}


def _start(request: dict[str, Any], descriptors: list[int], confinement: Confinement, grader: int) -> dict[str, Any]:
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        return {"refused": [error.errno, error.strerror]}
    if pid == 0:
        try:
            _become_worker(request, descriptors, confinement, parent, grader)
        finally:
            os._exit(70)  # never return to the zygote's loop, whatever happened
    for descriptor in descriptors:
        os.close(descriptor)
    return {"pid": pid}


def _become_worker(
    request: dict[str, Any], descriptors: list[int], confinement: Confinement, parent: int, grader: int
) -> NoReturn:
    channel, output = (os.dup(d) for d in descriptors)
    try:
        confinement.enter(Limits(request["cpu_seconds"], request["memory_mb"], request["in_full"]), parent)
    except LayerFailed as failed:
        os.write(channel, Encoder().frame({"seq": 0, **_unconfined(failed)}))
        os._exit(70)
    for source, target in ((output, 1), (output, 2), (channel, worker.CHANNEL)):
        os.dup2(source, target)
    os.closerange(worker.CHANNEL + 1, HIGHEST_DESCRIPTOR)
    if request["op"] == "probe":
        os.write(worker.CHANNEL, Encoder().frame({"seq": 0, "data": escapes(__file__, grader)}))
        os._exit(0)
    imports.use_library_finder()
    worker.serve()
