"""What was saved, deleted or renamed in folders, as it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch

STEP, AT_MOST = 15, 100
"""Milliseconds of silence after which a save is reported, and the longest that one is held back."""
POLL = 150
LOOK_UP = 500
"""Milliseconds after which a watch that can be stopped sees that it was."""


@dataclass(frozen=True, slots=True)
class Saves:
    """A watch over folders; where the system does not report changes, the folders are looked at again and again."""

    polls: bool = False

    def begin(
        self,
        folders: Iterable[Path],
        tell: Callable[[set[Path] | Exception], None],
        *,
        deep: bool = False,
        stop: threading.Event | None = None,
    ) -> None:
        """Report every change from now on, and a failure as what it is, in a thread that ends with the process.

        Where `stop` is given, the thread ends soon after it is set.
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
