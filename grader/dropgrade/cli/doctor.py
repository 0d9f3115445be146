"""`dropgrade doctor`: which layers keep student code from the machine here."""

from __future__ import annotations

import platform

import click

from dropgrade.cli._common import Exit
from dropgrade.sandbox.launch import LAYERS, opened_sandbox


@click.command("doctor")
def command() -> int:
    """Say what protects the grading on this machine.

    Exits with 1 where a layer is missing.
    """
    with opened_sandbox() as sandbox:
        mode, missing = sandbox.mode, sandbox.missing
    click.echo(f"Python {platform.python_version()} on {platform.system()} {platform.release()} ({platform.machine()})")
    click.echo(f"Sandbox: {mode}, {_MODES[mode]}")
    for layer, what in LAYERS.items():
        click.echo(f"  {'missing' if layer in missing else 'on     '}  {layer}: {what}")
    for escape in (m for m in missing if m not in LAYERS):
        click.echo(f"  LEAKS    student code could {escape}")
    if not missing:
        click.echo("A worker tried to read a file, open a socket, start a process and signal the grader: all refused.")
        return Exit.FULL
    click.echo("Scores stay right, but what is missing keeps nothing out: grade only what you trust, or use Linux.")
    return Exit.POINTS_MISSING


_MODES = {"confined": "a worker forked for every check", "portable": "a fresh process for every check"}
