"""The code in a Dask worker: the plugin that keeps the grading processes, and the function that gives them a batch.

No student's program ever runs in the worker itself, which only passes text on.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import threading
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from platform import python_version_tuple
from typing import Any

from distributed import Worker, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from dropgrade import __version__
from dropgrade.classroom.cluster.batch_text import fault_data, reply_text
from dropgrade.classroom.cluster.warm_process import WarmProcess
from dropgrade.course.handed_out import opened_pack
from dropgrade.errors import DropgradeError, GraderFault
from dropgrade.grading.parallel import LOST
from dropgrade.sandbox.launch import LAYERS


def versions(packages: Iterable[str] = ()) -> dict[str, str]:
    """The versions on which results depend, with those of packages that the programs may use."""
    python = ".".join(python_version_tuple()[:2])
    own = {"dropgrade": __version__, "Python": python, "NumPy": metadata.version("numpy")}
    return own | {package: _version(package) for package in packages if package not in own}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run requires of a worker; `sandbox` is the command's `DROPGRADE_SANDBOX`, empty if it is not set."""

    versions: dict[str, str]
    is_confined: bool
    sandbox: str
    pack: str
    """The hash of the course's zip."""

    def to_text(self) -> str:
        """The terms as JSON."""
        return json.dumps(asdict(self))


class WarmSandboxes(WorkerPlugin):
    """Processes that grade one course, one for each thread of the worker; they are started as needed."""

    def __init__(self, terms: Terms, pack: bytes) -> None:
        self.terms, self._pack = terms, pack
        self.refusal = ""
        """Why this worker does not grade."""
        self.doctor: dict[str, Any] = {}
        self._idle: list[WarmProcess] = []
        self._all: list[WarmProcess] = []
        self._lock = threading.Lock()
        self._is_open = True
        self._ending = ExitStack()

    async def setup(self, worker: Worker) -> None:
        """Unpack the course, and start the first process."""
        await asyncio.to_thread(self._start, Path(worker.local_directory))

    async def teardown(self, worker: Worker) -> None:
        """End all processes, even in the middle of a batch, and remove the course."""
        del worker
        await asyncio.to_thread(self.close)

    def _start(self, scratch: Path) -> None:
        try:
            self._course = self._unpacked(scratch)
            first = self._process()
            self.doctor = first.doctor
            self._idle.append(first)
            self.refusal = refusal_of(self.terms, versions(self.terms.versions), self.doctor)
        except (DropgradeError, OSError) as error:
            self.refusal = error.message if isinstance(error, DropgradeError) else str(error)
        finally:
            if not self._is_open:  # closed meanwhile, perhaps before the course was unpacked
                self.close()

    def _unpacked(self, scratch: Path) -> Path:
        if sha256(self._pack).hexdigest() != self.terms.pack:
            raise GraderFault("The course did not arrive as it was sent.")
        folder = Path(tempfile.mkdtemp(prefix="dropgrade-", dir=scratch))
        self._ending.callback(shutil.rmtree, folder, ignore_errors=True)
        (folder / "course.zip").write_bytes(self._pack)
        return self._ending.enter_context(opened_pack(folder / "course.zip", folder))

    def _process(self) -> WarmProcess:
        process = WarmProcess(self._course, self.terms.sandbox)
        with self._lock:
            if self._is_open:
                self._all.append(process)
                return process
        process.close()
        raise GraderFault(LOST.message)

    def grade(self, batch: str) -> str:
        """Grade a batch in an idle process, and return the reply."""
        with self._lock:
            free = self._idle.pop() if self._idle else None
        if free is not None and not free.is_running:
            self._forget(free)
            free = None
        process = free or self._process()
        reply = process.grade(batch)
        with self._lock:
            if process.is_running and self._is_open:
                self._idle.append(process)
                return reply
        self._forget(process)
        return reply

    def _forget(self, process: WarmProcess) -> None:
        process.close()
        with self._lock:
            self._all.remove(process)

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._is_open = False
            processes = [*self._all]
        for process in processes:
            process.close()
        self._ending.close()


def refusal_of(terms: Terms, own: dict[str, str], doctor: dict[str, Any]) -> str:
    """Why a machine with these versions and this protection may not grade; empty if it may."""
    for name, version in terms.versions.items():
        if own.get(name) != version:
            return f"its {name} is {own.get(name)}, and that of the command {version}"
    if not doctor.get("can_grade"):
        return str(doctor.get("fault") or "the process that grades did not start")
    lacks = [LAYERS[layer] for layer, state in doctor["layers"].items() if state != "on"]
    lacks += [f"a sandbox that does not leak: code in it could {leak}" for leak in doctor["leaks"]]
    return f"it lacks {lacks[0]}" if terms.is_confined and lacks else ""


# The functions that the client calls in the workers.


_ended: set[str] = set()
"""The runs that have ended. What they asked for may still be on its way, or being prepared."""


async def install(name: str, run: str, terms: str, pack: bytes, dask_worker: Worker) -> str:
    """Start a worker's sandboxes, and offer a place for each of its threads; returns what was found, as JSON."""
    plugin = WarmSandboxes(Terms(**json.loads(terms)), pack)
    if run not in _ended:
        await dask_worker.plugin_add(plugin, name)
    if run in _ended:
        plugin.refusal = "the run has ended"
    if plugin.refusal:
        if dask_worker.plugins.get(name) is plugin:
            await dask_worker.plugin_remove(name)
    else:
        await dask_worker.set_resources(**{name: dask_worker.state.nthreads})
    return json.dumps({"refusal": plugin.refusal, "doctor": plugin.doctor})


async def remove(name: str, run: str, dask_worker: Worker) -> None:
    """End a worker's sandboxes, also those that are being prepared."""
    _ended.add(run)
    if name in dask_worker.plugins:
        await dask_worker.set_resources(**{name: 0})
        await dask_worker.plugin_remove(name)


def grade_batch(name: str, batch: str) -> str:
    """Grade a batch, in a thread of a worker."""
    plugin = get_worker().plugins.get(name)
    try:
        return plugin.grade(batch) if isinstance(plugin, WarmSandboxes) else reply_text([], fault_data(LOST))
    except DropgradeError as error:
        return reply_text([], fault_data(error))
