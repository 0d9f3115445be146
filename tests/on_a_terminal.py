"""The command on a terminal of its own, as a person sees it."""

from __future__ import annotations

import os
import pty
import threading
from pathlib import Path

from tests.conftest import COMMAND, ROOT
from tests.warm import run_with_streams


def shown_on_a_terminal(
    *arguments: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None, typed: str = "", errors: bool = True
) -> tuple[int, str]:
    """Run the command on a terminal that has colours, while some lines are typed; return its exit code and output.

    Without `errors`, what it prints on standard error is not shown.
    """
    controller, terminal = pty.openpty()
    heard: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(controller, heard))
    listener.start()
    settings = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color", **(env or {})}
    with open(os.memfd_create("typed"), "wb+", buffering=0) as keyboard, open(os.devnull, "wb") as nowhere:
        keyboard.write(typed.encode())
        keyboard.seek(0)
        words = [str(COMMAND), *map(str, arguments)]
        code = run_with_streams(
            words, cwd, settings, (keyboard.fileno(), terminal, terminal if errors else nowhere.fileno())
        )
    os.close(terminal)
    listener.join()
    os.close(controller)
    return code, b"".join(heard).decode().replace("\r\n", "\n")


def _listen(controller: int, heard: list[bytes]) -> None:
    """Read what is printed until the other end is closed, which Linux reports as an error."""
    try:
        while data := os.read(controller, 65536):
            heard.append(data)
    except OSError:
        pass
