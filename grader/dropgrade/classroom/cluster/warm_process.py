"""The worker's side of a process that grades: start it, give it batches, and end it with the worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from dropgrade.classroom.cluster.batch_text import fault_data, reply_text
from dropgrade.grading.parallel import LOST
from dropgrade.sandbox.launch import SETTING
from dropgrade.sandbox.needs import starting_a_process

MODULE = "dropgrade.classroom.cluster.grading_process"


class WarmProcess:
    """A process beside the worker, with a warm sandbox; `doctor` says what protects the grading in it.

    Raises `SandboxFault` if it cannot be started. If it ends at once, `doctor` is empty.
    """

    def __init__(self, course: Path, sandbox: str) -> None:
        settings = {**os.environ, **({SETTING: sandbox} if sandbox else {})}
        with starting_a_process():
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                [sys.executable, "-P", "-X", "utf8", "-m", MODULE, str(course)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=settings,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for the worker, which then ends this
            )
        greeting = self._next()
        self.doctor: dict[str, Any] = greeting.get("doctor", {})

    @property
    def is_running(self) -> bool:
        """Whether it can be given a batch; it ends after a long time without work."""
        return self._process.poll() is None

    def grade(self, batch: str) -> str:
        """Grade a batch, and return the reply; if the process dies, the reply has the results so far."""
        results: list[str] = []
        try:
            self._input.write(f"{batch}\n")
            self._input.flush()
            while line := self._output.readline():
                data = json.loads(line)
                if "done" in data:
                    return reply_text(results, data["done"])
                results.append(line)
        except (OSError, ValueError):
            pass
        self.close()
        return reply_text(results, fault_data(LOST))

    def close(self) -> None:
        """End it at once, with its sandbox."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            with suppress(OSError):
                pipe.close()

    @property
    def _input(self) -> Any:  # noqa: ANN401
        return self._process.stdin

    @property
    def _output(self) -> Any:  # noqa: ANN401
        return self._process.stdout

    def _next(self) -> dict[str, Any]:
        try:
            data = json.loads(self._output.readline() or "{}")
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}
