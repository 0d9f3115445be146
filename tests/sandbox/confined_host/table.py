"""All attempts."""

from __future__ import annotations

from confined_host import on_files, on_processes, on_the_machine

TABLE = {**on_files.ATTEMPTS, **on_processes.ATTEMPTS, **on_the_machine.ATTEMPTS}
