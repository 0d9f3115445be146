"""The workers of a cluster: each is prepared once when it joins, and those that may not grade are left out by name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from distributed import Client

from dropgrade.classroom.cluster.scheduler_address import WHY_TLS, is_loopback
from dropgrade.classroom.cluster.warm_sandboxes import Terms, install, remove
from dropgrade.sandbox.launch import LAYERS
from dropgrade.screen.text import many

PATIENCE = 60.0
"""Seconds in which a worker has to be ready; a stopped one is not waited for."""
GOODBYE = 5.0
"""Seconds in which a worker has to end its sandboxes."""
QUIET = 20.0
"""Seconds without a heartbeat after which a worker gets no batches; heartbeats come about twice a second."""
Worker = tuple[str, str]
"""A worker's address and its scratch folder, because a later worker may have the same address."""


@dataclass(slots=True)
class Workers:
    """The workers that were seen: those that grade, those left out, and those being prepared."""

    client: Client
    name: str
    """The name of this run's sandboxes in the cluster."""
    terms: Terms
    pack: bytes
    on_news: Callable[[str], None]
    run: str = field(default_factory=lambda: uuid4().hex)
    """This run, while `name` belongs to all runs into the same folder."""
    threads: dict[Worker, int] = field(default_factory=dict)
    """How many programs each grading worker takes at once."""
    left_out: dict[Worker, str] = field(default_factory=dict)
    preparing: dict[Worker, asyncio.Task[None]] = field(default_factory=dict)
    quiet: set[Worker] = field(default_factory=set)
    """Workers without a heartbeat, such as a stopped process; they may come back."""
    lacking: set[str] = field(default_factory=set)
    """Layers of the sandbox that are missing in workers which grade nevertheless."""

    @property
    def places(self) -> int:
        """How many programs are graded at once."""
        return sum(threads for worker, threads in self.threads.items() if worker not in self.quiet)

    async def look(self) -> set[str]:
        """Prepare the workers that have joined, and forget those that have left.

        Returns the keys of the batches at workers that have fallen silent, which may never come back.
        """
        identity = await self.client.scheduler.identity()  # type: ignore[union-attr]
        present = {(address, str(each["local_directory"])): each for address, each in identity["workers"].items()}
        for gone in [worker for worker in self.threads if worker not in present]:
            del self.threads[gone]
        for worker, about in present.items():
            if worker not in self.threads and worker not in self.left_out and worker not in self.preparing:
                self.preparing[worker] = asyncio.create_task(self._prepare(worker, int(about["nthreads"])))
        latest = max((each["last_seen"] for each in present.values()), default=0.0)
        return await self._hush({worker for worker, each in present.items() if latest - each["last_seen"] > QUIET})

    async def _hush(self, quiet: set[Worker]) -> set[str]:
        """Withdraw the places of workers that have fallen silent, and offer those of workers that are back."""
        found: set[str] = set()
        for worker in (quiet ^ self.quiet) & self.threads.keys():
            address, places = worker[0], 0 if worker in quiet else self.threads[worker]
            scheduler: Any = self.client.scheduler
            await scheduler.set_resources(worker=address, resources={self.name: places})
            if not places:
                found |= {key for keys in (await self.client.processing([address])).values() for key in keys}
                found |= {key for keys in (await self.client.has_what([address])).values() for key in keys}
        self.quiet = quiet & self.threads.keys()
        return found

    async def _prepare(self, worker: Worker, threads: int) -> None:
        address = worker[0]
        try:
            refusal = self._refusal(address) or await self._install(address)
        except Exception as error:  # noqa: BLE001 - what a foreign machine raises must not end the run
            refusal = _in_words(error)
        finally:
            self.preparing.pop(worker, None)
        if refusal:
            self.left_out[worker] = refusal
            self.on_news(f"{address} is left out: {refusal}.")
        else:
            self.threads[worker] = threads

    def _refusal(self, address: str) -> str:
        """Why nothing may be sent to an address; empty if it may."""
        host = address.rpartition("://")[2].rpartition(":")[0].strip("[]")
        is_safe = address.startswith("tls://") or is_loopback(host)
        return "" if is_safe else f"it is on another machine and does not speak TLS. {WHY_TLS.rstrip('.')}"

    async def _install(self, address: str) -> str:
        """Start a worker's sandboxes; returns the reason why it may not grade, if any."""
        call = self.client.run(install, self.name, self.run, self.terms.to_text(), self.pack, workers=[address])
        found = json.loads((await asyncio.wait_for(call, PATIENCE))[address])
        layers: dict[str, Any] = found["doctor"].get("layers", {})
        if not found["refusal"]:
            self.lacking |= {layer for layer, state in layers.items() if state != "on"}
        return str(found["refusal"])

    def in_words(self) -> str:
        """How many workers grade, and what protects the grading in them."""
        lacks = [LAYERS[layer].partition(",")[0] for layer in LAYERS if layer in self.lacking]
        protection = f"without {', '.join(lacks)}" if lacks else "all layers of the sandbox on"
        return f"{many(len(self.threads), 'worker')}, {many(self.places, 'program')} at once, {protection}"

    async def dismiss(self) -> None:
        """End the sandboxes of this run; if a worker does not answer, the next run into the same folder ends them."""
        for task in [*self.preparing.values()]:
            task.cancel()
        calls = (self._remove(address) for address, _ in {*self.threads, *self.preparing})
        await asyncio.gather(*calls, return_exceptions=True)

    async def _remove(self, address: str) -> None:
        await asyncio.wait_for(self.client.run(remove, self.name, self.run, workers=[address]), GOODBYE)


def _in_words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"it was not ready after {PATIENCE:.0f} seconds"
    if isinstance(error, ModuleNotFoundError):
        return f"it has another dropgrade, or none ({error})"
    return f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
