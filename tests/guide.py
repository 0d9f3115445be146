"""The guide for authors, followed to the letter: `python -m tests.guide` runs its steps and writes what they print."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.conftest import COMMAND, ROOT, lasting_folder

GUIDE = ROOT / "solutions" / "README.md"
STEP = re.compile(
    r"<!-- (?P<kind>run|file|change)(?:: (?P<file>[^\n]*))? -->\n(?P<fence>`{3,})\w+\n(?P<text>.*?)(?P=fence)\n"
    r"(?:<!-- prints -->\n```text\n(?P<shown>.*?)```\n)?",
    re.DOTALL,
)
TABLE = re.compile(r"(\| call \| what it expects \|\n\|---\|---\|\n)(?:\|[^\n]*\n)*")


class Author:
    """A person who does what the guide says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def do(self, step: re.Match[str]) -> str:
        """Do one step; returns what it prints."""
        match step["kind"]:
            case "file":
                self._write(self.folder / step["file"], step["text"])
            case "change":
                self._change(self.folder / step["file"], step["text"])
            case _:
                return self._run(step["text"])
        return ""

    def _write(self, file: Path, text: str) -> None:
        file.write_text(text, "utf-8")

    def _change(self, file: Path, diff: str) -> None:
        old, new = (
            "".join(f"{line[1:]}\n" for line in diff.splitlines() if line[0] in signs) for signs in ("- ", "+ ")
        )
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"the guide changes what is not in {file.name}"
        file.write_text(text.replace(old, new), "utf-8")

    def _run(self, commands: str) -> str:
        """Run commands as in a terminal of 100 columns, which may go to another folder."""
        env = {**os.environ, "COLUMNS": "100", "PATH": f"{COMMAND.parent}:{os.environ['PATH']}"}
        with tempfile.TemporaryFile("w+") as place:
            script = f"set -e\n{_tolerant(commands)}\npwd >&{place.fileno()}"
            done = subprocess.run(
                ["bash", "-c", script], cwd=self.folder, env=env, check=False, capture_output=True, encoding="utf-8",
                pass_fds=[place.fileno()],
            )  # fmt: skip
            place.seek(0)
            self.folder = Path(place.read().strip() or self.folder)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout


def _tolerant(script: str) -> str:
    """A proof that finds faults ends with 1, which is part of the story."""
    return re.sub(r"^(dropgrade verify.*)$", r"\1 || test $? = 1", script, flags=re.MULTILINE)


def followed(text: str, folder: Path) -> str:
    """The guide with what its steps really print."""
    author = Author(folder)

    def with_output(step: re.Match[str]) -> str:
        printed = author.do(step)
        if step["shown"] is None:
            return step[0]
        return step[0][: step.start("shown") - step.start()] + printed + "```\n"

    return STEP.sub(with_output, text)


@cache
def followed_once() -> tuple[str, Path]:
    """The guide with what its steps really print, and the folder in which they were done."""
    folder = lasting_folder()
    return followed(GUIDE.read_text("utf-8"), folder), folder


def with_table(text: str) -> str:
    """The guide with a line for everything that a suite may import."""
    return TABLE.sub(lambda m: m[1] + "".join(_expectations()), text)


def _expectations() -> list[str]:
    from dropgrade import checks

    names = [n for n in checks.__all__ if inspect.isfunction(getattr(checks, n))]
    return [f"| `{name}({_parameters(name)})` | {_first_line(name)} |\n" for name in names]


def _parameters(name: str) -> str:
    from dropgrade import checks

    parameters = inspect.signature(getattr(checks, name)).parameters.values()
    shown = [str(p.replace(annotation=p.empty)) for p in parameters if p.name not in ("example", "alpha")]
    text = ", ".join(shown).replace("<class 'numpy.float64'>", "np.float64")
    return re.sub(r"mistakes=(\(\)|None)", "mistakes=…", text)


def _first_line(name: str) -> str:
    from dropgrade import checks

    words = inspect.getdoc(getattr(checks, name)) or ""
    return " ".join(words.split("\n\n")[0].split()).replace("|", "\\|")


def main() -> None:
    """Write the guide's outputs and its table."""
    with tempfile.TemporaryDirectory() as folder:
        GUIDE.write_text(with_table(followed(GUIDE.read_text("utf-8"), Path(folder))), "utf-8")


if __name__ == "__main__":
    main()
