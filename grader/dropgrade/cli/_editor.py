"""Open a file in the user's editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from dropgrade.cli._common import Exit
from dropgrade.errors import TargetError

SETTINGS = ("VISUAL", "EDITOR")
DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")
"""If none of these is set, there is no window system to open a file in."""
WINDOWS = (
    "code", "code-insiders", "codium", "cursor", "windsurf", "zed", "subl", "gedit", "gnome-text-editor", "kate",
    "kwrite", "mousepad", "xed", "pluma", "geany", "thonny", "spyder", "pycharm", "charm", "idea", "gvim", "mate",
    "bbedit", "notepad", "notepad++", "open",
)  # fmt: skip
"""Editors with their own window, which do not use the terminal."""


def chosen_editor() -> str | None:
    """Return the environment variable that names the user's editor, or None."""
    return next((name for name in SETTINGS if os.environ.get(name, "").strip()), None)


def open_in_editor(file: Path) -> int:
    """Open a file in $VISUAL or $EDITOR, or in the system's default program; return the exit code.

    Raises `TargetError` if there is no editor, or it cannot be started or fails.
    """
    setting = chosen_editor()
    if setting is None:
        if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DESKTOPS):
            raise TargetError("No editor is chosen.", f"Set $EDITOR to yours, or open {file} yourself.")
        return _ended(click.launch(str(file)), "the system's own program", file)
    words = _words(setting)
    try:
        code = subprocess.run([*words, str(file)], check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        problem = f"{words[0]} cannot be started: {error.strerror}."
        raise TargetError(problem, f"Set ${setting} to your editor, with quotes around a path with spaces.") from None
    return _ended(code, words[0], file)


def open_beside(file: Path) -> bool:
    """Open a file in an editor with a window, without waiting; return False if there is none or it fails.

    Inside the terminal of VS Code, that is VS Code.
    """
    setting = chosen_editor()
    try:
        words = _words(setting) if setting else ["code", "-r"] if os.environ.get("TERM_PROGRAM") == "vscode" else []
        if not words or Path(words[0]).stem not in WINDOWS:
            return False
        nothing = subprocess.DEVNULL
        subprocess.Popen(  # noqa: S603 - the user's own editor
            [*words, str(file)], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except (OSError, TargetError):
        return False
    return True


def _words(setting: str) -> list[str]:
    """Return the editor's command, split like in a shell."""
    try:
        return shlex.split(os.environ[setting])
    except ValueError as error:
        raise TargetError(f"${setting} cannot be read: {error}.", "Set it to your editor.") from None


def _ended(code: int, editor: str, file: Path) -> int:
    if code:
        raise TargetError(f"{editor} could not open {file}.", "Set $EDITOR to your editor, or open the file yourself.")
    return Exit.FULL
