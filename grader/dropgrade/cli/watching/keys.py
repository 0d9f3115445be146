"""Single keys from a terminal, as they are pressed."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str], None]
ESCAPED = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|O.|)")
LONGEST = 32


@contextmanager
def pressed_keys(tell: Tell) -> Iterator[None]:
    """Tell of every key from now on; the terminal is as it was at the end. Without one, nothing is told."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield
    elif sys.platform == "win32":
        _listen(_windows_keys(), tell)
        yield
    else:
        with _single_keys(sys.stdin.fileno()):
            _listen(_keys(sys.stdin.fileno()), tell)
            yield


def _listen(keys: Iterator[str], tell: Tell) -> None:
    def listen() -> None:
        for key in keys:
            tell(key)

    threading.Thread(target=listen, daemon=True).start()


def _keys(descriptor: int) -> Iterator[str]:
    """The keys; arrows and the like come as several characters after an escape, and are none."""
    while words := os.read(descriptor, LONGEST):
        yield from ESCAPED.sub("", words.decode(errors="replace")).lower()


if sys.platform == "win32":

    def _windows_keys() -> Iterator[str]:
        import msvcrt

        while True:
            key = msvcrt.getwch()
            if key in "\x00\xe0":  # of a function key, which a second character names
                msvcrt.getwch()
            else:
                yield key.lower()

else:
    import termios
    import tty

    @contextmanager
    def _single_keys(descriptor: int) -> Iterator[None]:
        """Have keys come at once and unseen, also after a stop by Ctrl-Z; Ctrl-C stays what it is."""
        before = termios.tcgetattr(descriptor)
        goes_on = signal.signal(signal.SIGCONT, lambda *_: tty.setcbreak(descriptor, termios.TCSANOW))
        tty.setcbreak(descriptor, termios.TCSANOW)
        try:
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
            signal.signal(signal.SIGCONT, goes_on)
