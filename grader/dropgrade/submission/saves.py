"""Watch folders and report files that were saved, deleted or renamed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch

STEP, AT_MOST = 15, 100
"""Milliseconds without changes before a save is reported, and the maximum delay."""
POLL = 150
LOOK_UP = 500
"""Milliseconds between looks at `stop`."""


@dataclass(frozen=True, slots=True)
class Saves:
    """A watch over folders; `polls` forces polling, which is also used where the system reports no changes."""

    polls: bool = False

    def begin(
        self,
        folders: Iterable[Path],
        tell: Callable[[set[Path] | Exception], None],
        *,
        deep: bool = False,
        stop: threading.Event | None = None,
    ) -> None:
        """Report every change from now on, or the exception that ended the watch, in a daemon thread.

        If `stop` is given, the thread ends soon after it is set.
        """
        places = [folder for folder in folders if folder.is_dir()]
        if not places:
            return

        def listen() -> None:
            try:
                for changes in watch(
                    *places,
                    step=STEP,
                    debounce=AT_MOST,
                    recursive=deep,
                    force_polling=self.polls or None,
                    poll_delay_ms=POLL,
                    watch_filter=None,
                    stop_event=stop,
                    rust_timeout=LOOK_UP,
                    raise_interrupt=False,
                ):
                    tell({Path(path) for _, path in changes})
            except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
                tell(error)

        threading.Thread(target=listen, daemon=True).start()
