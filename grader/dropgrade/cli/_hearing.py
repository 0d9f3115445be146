"""Read what a user types at a prompt, with line editing if the terminal can do it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from dropgrade.screen.text import LONGEST_LINE, encodable, printable


def hearer(stream: TextIO) -> Callable[[str], str | None]:
    """Return a function that prompts on a stream and reads standard input, echoing it if no terminal does."""
    keyboard: TextIO | None = sys.stdin  # None if standard input is closed
    if keyboard is None:
        return lambda _: None
    with suppress(OSError):  # an earlier sitting has already read something
        keyboard.reconfigure(errors="replace")  # type: ignore[attr-defined]
    is_seen = keyboard.isatty()
    if is_seen and stream is sys.stdout and stream.isatty() and _can_edit_lines():
        return _edited

    def hear(prompt: str) -> str | None:
        stream.write(prompt)
        stream.flush()
        words = keyboard.readline()
        if not is_seen or not words:
            stream.write(encodable(printable(words.strip())[:LONGEST_LINE], stream) + "\n")
        return words or None

    return hear


def _can_edit_lines() -> bool:
    """Make `input` support arrow keys and line editing, if this Python can."""
    try:
        import readline
    except ImportError:
        return False
    readline.set_completer(lambda _text, _state: None)  # do not complete file names here
    return True


def _edited(prompt: str) -> str | None:
    """Read a line with editing; return None on Ctrl-D."""
    try:
        return input(prompt)
    except EOFError:
        sys.stdout.write("\n")
        return None
