"""`dropgrade quiz`: list the quizzes, take one, or exchange quizzes with other systems."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

from dropgrade.cli._common import COURSE, complete_quiz
from dropgrade.errors import TargetError

ASK = "ask"
OTHERS = {"export": "quiz_export", "import": "quiz_import"}


class Quizzes(click.Group):
    """A group whose first word may be a quiz: anything but a subcommand is passed to `ask`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the default subcommand if none is named."""
        return super().parse_args(ctx, args if args and args[0] in OTHERS else [ASK, *args])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a subcommand, if it has one."""
        if cmd_name in OTHERS:
            found: click.Command = importlib.import_module(f"dropgrade.cli.{OTHERS[cmd_name]}").command
            return found
        return super().get_command(ctx, cmd_name)


@click.group("quiz", cls=Quizzes, add_help_option=False)
def command() -> None:
    """Answer the questions of a quiz."""


class Ask(click.Command):
    """The default subcommand, whose name does not appear in usage lines."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as Click gives them
    ) -> click.Context:
        """Create the context in place of the group's."""
        del info_name
        return super().make_context("quiz", args, parent=parent.parent if parent else None, **extra)


@command.command(
    ASK,
    cls=Ask,
    epilog="`dropgrade quiz export` and `dropgrade quiz import` carry quizzes to and from other systems.",
)
@click.argument("name", required=False, shell_complete=complete_quiz)
@click.option("--count", type=click.IntRange(1), metavar="N", help="Ask N of the questions, drawn at random.")
@click.option("--only-missed", is_flag=True, help="Ask only what was not right the last time.")
@click.option("--exam", "is_exam", is_flag=True, help="One try each, and no feedback until the end.")
@click.option(
    "--confidence",
    "asks_how_sure",
    is_flag=True,
    help="Also ask how sure you are; it earns no points, and shows where you were sure and wrong.",
)
@click.option("--restart", "restarts", is_flag=True, help="Start again instead of continuing an earlier sitting.")
@click.option("--seed", type=click.IntRange(0), help="Seeds the draw and the order of the options.")
@click.option(
    "--answers", type=click.Path(path_type=Path), metavar="FILE", help="Mark the answers in FILE; ask nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@COURSE
def ask(
    name: str | None,
    answers: Path | None,
    folder: Path | None,
    *,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - as Click gives them, by the names that `SittingOptions` has
) -> int:
    """Answer the questions of a quiz; without NAME, list the quizzes with their scores.

    Type the letter of an option, or several where all that apply are asked for; ? shows the hint, s skips, q stops.
    The first try counts. Where all that apply are asked for, each right choice counts and each wrong one takes as much
    away again. Everything is kept after every answer: the same command goes on where you stopped.

    FILE holds lines such as `inverted-scale: a`, with letters in the order of the quiz's own file.
    """
    from dropgrade.cli import _sitting

    wished = any(value not in (None, False) for value in options.values())
    if name is None and (answers is not None or wished):
        raise TargetError("These options need a quiz.", "Name it, for example: dropgrade quiz q03")
    if answers is not None and wished:
        raise TargetError("--answers asks nothing, so it only goes with NAME and --json.", "Leave the others out.")
    if name is None:
        return _sitting.list_quizzes(folder, as_json=as_json)
    if answers is not None:
        return _sitting.mark_file(folder, name, answers, as_json=as_json)
    return _sitting.sit(folder, name, _sitting.SittingOptions(**options), as_json=as_json)
