"""What several commands take: the course, and how it is named again in the next command."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

COURSE = click.option("--course", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The course to use.")


def on_course(command: str, folder: Path | None) -> str:
    """A command with the option that names the course again, where one was named."""
    return f"{command} --course {shlex.quote(str(folder))}" if folder else command
