"""Read single keys from a terminal as they are pressed."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Tell = Callable[[str], None]
ESCAPED = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|O.|)")
LONGEST = 32
SCROLLING = {"\x1b[A": "up", "\x1b[B": "down", "\x1bOA": "up", "\x1bOB": "down"} | {
    "\x1b[5~": "page up",
    "\x1b[6~": "page down",
}


@contextmanager
def pressed_keys(tell: Tell) -> Iterator[Callable[[], None]]:
    """Report every key from now on, and restore the terminal at the end; without a terminal, do nothing.

    Yields a function that switches to single keys again, for use after Ctrl-Z.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        yield lambda: None
    elif sys.platform == "win32":
        _listen(_windows_keys(), tell)
        yield lambda: None
    else:
        with _single_keys(sys.stdin.fileno()) as again:
            _listen(_keys(sys.stdin.fileno()), tell)
            yield again


def _listen(keys: Iterator[str], tell: Tell) -> None:
    def listen() -> None:
        for key in keys:
            tell(key)

    threading.Thread(target=listen, daemon=True).start()


def _keys(descriptor: int) -> Iterator[str]:
    """Yield the keys; of the escape sequences for arrows and the like, only those that scroll."""
    with suppress(OSError):  # the terminal is gone
        while words := os.read(descriptor, LONGEST):
            yield from keys_in(words.decode(errors="replace"))


def keys_in(words: str) -> Iterator[str]:
    """Yield the keys that a terminal sends as these characters."""
    place = 0
    for found in ESCAPED.finditer(words):
        yield from words[place : found.start()].lower()
        if found[0] in SCROLLING:
            yield SCROLLING[found[0]]
        place = found.end()
    yield from words[place:].lower()


if sys.platform == "win32":

    def _windows_keys() -> Iterator[str]:
        import msvcrt

        while True:
            key = msvcrt.getwch()
            if key in "\x00\xe0":  # a function key, named by a second character
                msvcrt.getwch()
            else:
                yield key.lower()

else:
    import termios
    import tty

    @contextmanager
    def _single_keys(descriptor: int) -> Iterator[Callable[[], None]]:
        """Make keys arrive at once without echo, except Ctrl-C, and restore the terminal if it still exists."""
        before = termios.tcgetattr(descriptor)

        def begin() -> None:
            with suppress(termios.error):
                tty.setcbreak(descriptor, termios.TCSANOW)

        begin()
        try:
            yield begin
        finally:
            with suppress(termios.error):
                termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
