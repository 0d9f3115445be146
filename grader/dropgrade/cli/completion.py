"""`dropgrade completion`: print what a shell needs to complete commands, problems and quizzes."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from dropgrade.cli._common import Exit
from dropgrade.errors import TargetError

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_DROPGRADE_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.pass_context
def command(ctx: click.Context, shell: str | None) -> int:
    """Print what your shell needs to complete commands, problems and quizzes by name.

    \b
    bash:  echo 'eval "$(dropgrade completion bash)"' >> ~/.bashrc
    zsh:   echo 'eval "$(dropgrade completion zsh)"' >> ~/.zshrc
    fish:  dropgrade completion fish > ~/.config/fish/completions/dropgrade.fish
    """  # noqa: D301 - Click's mark for lines that stay as they are
    chosen = shell or Path(os.environ.get("SHELL", "")).name
    kind = get_completion_class(chosen) if chosen in SHELLS else None
    if kind is None:
        raise TargetError("Which shell is it?", f"Say so: dropgrade completion {' | '.join(SHELLS)}")
    click.echo(kind(ctx.find_root().command, {}, "dropgrade", VARIABLE).source())
    return Exit.FULL
