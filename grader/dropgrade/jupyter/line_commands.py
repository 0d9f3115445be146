"""`%dropgrade hint p03`, `list`, `quiz q03`: run commands of the terminal in a notebook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

PRINTED = ("hint", "list", "solution", "doctor")
"""Commands that print something and end."""
ASKING = ("quiz", "review")
"""Commands that ask questions and continue with the answers."""
OF_CELLS = ("try", "show")
"""Commands that use what the cells define."""
VIEWING = ("lab",)
"""Commands that show something that keeps running."""
COMMANDS = (*OF_CELLS, *PRINTED, *ASKING, *VIEWING)
PROMPTS = ("Your answer: ", "(certain)? ")
"""The end of the output of a command that waits for input."""
NO_INPUT = "This notebook takes no input. In a terminal: dropgrade"


def run_command(python: Sequence[str], words: Sequence[str], ask: Callable[[str], str]) -> None:
    """Run a command in a process and print its output; if it asks for input, call `ask`."""
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(  # noqa: S603 - ours
        [*python, "-m", "dropgrade", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    ) as process:
        try:
            _follow(process, words, ask)
        finally:
            process.kill()


def _follow(process: subprocess.Popen[bytes], words: Sequence[str], ask: Callable[[str], str]) -> None:
    if process.stdout is None or process.stdin is None:
        return
    if words[0] not in ASKING:
        process.stdin.close()
    heard = b""
    while chunk := os.read(process.stdout.fileno(), 65536):
        heard += chunk
        text = heard.decode("utf-8", "replace")
        if text.endswith(PROMPTS):
            shown, _, prompt = text.rpartition("\n")
            sys.stdout.write(f"{shown}\n")
            heard = b""
            try:
                answer = ask(prompt)
            except Exception as error:  # noqa: BLE001 - of a kernel's own kind, where nobody can answer
                sys.stdout.write(f"{NO_INPUT} {' '.join(words)} ({type(error).__name__})\n")
                return
            process.stdin.write(f"{answer}\n".encode())
            process.stdin.flush()
    sys.stdout.write(heard.decode("utf-8", "replace"))


def completions(line: str) -> list[str]:
    """Return completions for a line such as `%dropgrade hi`: commands, and the names of problems and quizzes."""
    words = line.split()[1:]
    typed = "" if line.endswith(" ") or not words else words.pop()
    from dropgrade.course.course import find_course
    from dropgrade.errors import DropgradeError

    try:
        course = find_course()
        problems = course.names()
        if words and words[0] in ASKING:
            from dropgrade.quiz.format.reading import quiz_names

            problems = quiz_names(course)
    except (DropgradeError, OSError):
        problems = []
    found = problems if words else [*problems, *COMMANDS]
    return [name for name in found if name.startswith(typed)] if len(words) <= 1 else []
