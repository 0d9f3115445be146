"""The command line: parse, call, print, return an exit code. Each command does its own heavy imports."""

from __future__ import annotations

from dropgrade.cli import _search_path  # isort: skip  # noqa: F401 - before what could be found in the wrong place

import difflib
import importlib
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TextIO

import click

from dropgrade import __version__
from dropgrade.cli._common import Exit, close_quietly, screen_is_closed
from dropgrade.errors import DropgradeError, GraderFault, TargetError, limit_behind
from dropgrade.screen.text import print_error, say

COMMANDS = {
    "init": "Start a workspace, or bring in what is new.",
    "list": "List all problems and quizzes with your scores.",
    "open": "Open a problem's file in your editor.",
    "watch": "Grade at every save.",
    "check": "Grade your work and read what is wrong with it.",
    "try": "Run the example of the statement, step by step.",
    "show": "Draw what your function does.",
    "lab": "Open a page where your functions train a network.",
    "notebook": "Write problems as a notebook for Jupyter.",
    "explain": "Read a page about broadcasting, rng, masks and the like.",
    "hint": "Read a hint, one step at a time.",
    "solution": "Compare with the reference, after full marks.",
    "reset": "Put a stub back, and keep your version.",
    "quiz": "Answer the questions of a quiz, or list the quizzes.",
    "review": "Answer again what you missed or what is due.",
    "spot": "Name the mistake of a program from its report.",
    "doctor": "Say what protects the grading on this machine.",
    "new": "Start a problem, a mistake, a quiz or a course.",
    "pack": "Pack a course for students or for a machine that grades.",
    "trust": "Allow the suites of your own course to run.",
    "verify": "Verify that problems and quizzes are sound.",
    "grade": "Grade a class from your platform's files.",
    "grades": "Give a class its grades and feedback.",
    "report": "See what a class got wrong, as one page.",
    "completion": "Let your shell complete commands and names.",
}
REPORT = "Please report this; it is not your fault."
ENOUGH = "Raise the limit or make room, and run the command again."
MODULES = {"grade": "grade_class", "grades": "give_back", "report": "class_report", "try": "try_example"}
"""The modules of commands whose own name is taken by another module or is a Python keyword."""


class _PipeBroke(Exception):
    """Carries a `BrokenPipeError` past Click, which would treat every one as a closed screen."""


class Commands(click.Group):
    """The group of all commands, each in a module that is imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands by name."""
        del ctx
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"dropgrade.cli.{MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a misspelt name, suggest the nearest one."""
        word = args[0]
        near = difflib.get_close_matches(word.lower(), COMMANDS, n=1)
        if word not in COMMANDS and near and not word.startswith("-"):
            raise TargetError(
                f"There is no command {word!r}.", f"Did you mean {near[0]}? All commands: dropgrade --help"
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _PipeBroke from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])  # `list` is a module here once it has been imported


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 full marks, 1 points missing, 2 wrong usage, 3 a fault of the grader, 130 interrupted.",
)
@click.version_option(__version__, prog_name="dropgrade")
@click.pass_context
def cli(ctx: click.Context) -> int | None:
    """Learn dropout by writing it.

    `dropgrade init my_dropout` gives you a folder to work in; there, `dropgrade` alone shows your progress.
    """
    if ctx.invoked_subcommand is not None:
        return None
    from dropgrade.cli.list import glance

    return glance()


def main() -> NoReturn:
    """Run the command line and exit; no traceback ever reaches the user."""
    _open_what_is_closed()
    try:
        code = _run()
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        code = Exit.USAGE
    except click.ClickException as error:
        print_error(error.format_message(), _usage_of(error))
        code = Exit.USAGE
    except (KeyboardInterrupt, click.Abort):
        print_error("Interrupted. Nothing was changed.")
        code = Exit.INTERRUPTED
    except (_PipeBroke, BrokenPipeError) as error:
        code = _broken_pipe(error.__cause__ or error)
    except SystemExit as ended:  # Click's end of a completion, or of help without a reader
        code = _broken_pipe(ended) if ended.code else Exit.FULL
    except DropgradeError as error:
        print_error(error.message, error.hint)
        code = Exit.GRADER if isinstance(error, GraderFault) else Exit.USAGE
    except OSError as error:
        code = _refused(error)
    except Exception as error:
        code = _own_failure(error)
        if os.environ.get("DROPGRADE_DEBUG"):
            raise
    leave(code)


def _run() -> Any:  # noqa: ANN401 - what the command returns
    """Run the command; whatever it raises after Ctrl-C is Ctrl-C, which C code may turn into an ImportError."""
    heard: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    try:
        return cli(prog_name="dropgrade", standalone_mode=False)
    except Exception:
        if heard:
            raise KeyboardInterrupt from None
        raise


def _open_what_is_closed() -> None:
    """Open closed standard streams on nothing, for which Python has None.

    Their descriptors are opened, too: the next file to be opened would get one of them, and what a library prints.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest descriptor that is free
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()


def _nowhere() -> TextIO:
    """Return a stream to replace one that is closed, for which Python has None."""
    return Path(os.devnull).open("w", encoding="utf-8")


def leave(code: object) -> NoReturn:
    """Flush, and exit without the interpreter's cleanup, which takes longer than many checks."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = Exit.CLOSED_PIPE
    except OSError as error:
        code = _refused(error)
    os._exit(code if isinstance(code, int) else Exit.FULL)


def _broken_pipe(error: BaseException) -> int:
    """End quietly if the reader of the output has gone; any other broken pipe is our own failure."""
    if screen_is_closed():
        close_quietly()
        return Exit.CLOSED_PIPE
    return _own_failure(error)


def _own_failure(error: BaseException) -> int:
    """Report an unexpected exception, or that a resource limit was reached."""
    if limit := limit_behind(error):
        print_error(f"A limit is reached: {limit}.", ENOUGH)
    else:
        print_error(f"dropgrade itself failed: {type(error).__name__}: {error}", REPORT)
    return Exit.GRADER


def _refused(error: OSError) -> int:
    """Report what the system refused."""
    try:
        os.getcwd()  # noqa: PTH109 - Path.cwd is the same, in more words
    except OSError:
        print_error("The folder that you are in no longer exists.", "Go to another with cd, or to the same one again.")
        return Exit.USAGE
    print_error(_refusal(error), _remedy(error))
    return Exit.GRADER


def _remedy(error: OSError) -> str:
    if limit_behind(error):
        return ENOUGH
    if not error.filename:
        return "Something on this machine forbids it; `dropgrade doctor` says what keeps grading from working."
    return "See whether this is the right path, and whether you may write there; then run the command again."


def _refusal(error: OSError) -> str:
    about = f" ({error.filename})" if error.filename else ""
    limit = limit_behind(error)
    behind = f" The limit is {limit}." if limit else ""
    return f"The system refused: {error.strerror or error}{about}.{behind}"


def _usage_of(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"Try '{context.command_path} --help'." if context else "Try 'dropgrade --help'."
