"""Keep the pages true: `python -m tests.readme` writes their outputs and pictures anew."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tempfile
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.cases import program
from tests.conftest import ROOT, lasting_folder, run_command
from tests.grading.test_first_tries import TRIES
from tests.grading.test_first_tries import program as first_try
from tests.guide import followed_once
from tests.on_a_terminal import shown_on_a_terminal
from tests.quiz.sample import write_course

README = ROOT / "README.md"
PAGES = [README, *(ROOT / folder / "README.md" for folder in ("exercises", "solutions", "quizzes", "grader", "tests"))]
"""The pages, each for a reader of its own."""
PICTURES = ROOT / ".readme"
OUTPUT = re.compile(
    r"(<!-- output (?P<place>in a new workspace|in a workspace|with a first try|here): (?P<words>dropgrade[^\n]*) -->\n"
    r"```text\n)"
    r"(?P<shown>.*?)(```\n)",
    re.DOTALL,
)
BEGUN = {
    "p01_bernoulli_mask": "bernoulli_mask.py",
    "p02_standard_dropout": "standard_dropout.py",
    "p03_inverted_scaling": "no_scaling",
}
"""What was handed in, in the workspace that the pages show: the reference, or it with a known mistake."""
COLUMNS = 90

# The picture brings no fonts from elsewhere: it uses what the reader has.
SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>{command}</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px;
line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def output_of(words: str, place: str = "here") -> str:
    """What commands, joined by `&&`, print into a pipe: here, in a new folder, or in one where some work was done."""
    if place == "here":
        return run_command(*shlex.split(words)[1:]).stdout
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home).resolve()
        if place in BEGINNINGS:
            folder = shutil.copytree(_begun_once(place), folder / "my_dropout", symlinks=True)
        printed = ""
        for command in words.split(" && "):
            verb, *rest = shlex.split(command)
            if verb == "cd":
                folder /= rest[0]
            else:
                printed += run_command(*rest, cwd=folder).stdout
        return printed.replace(str(Path(home).resolve()), "~")


@cache
def _begun_once(place: str) -> Path:
    """A folder where some work was done, to be copied; it is deleted when this process ends."""
    return BEGINNINGS[place](lasting_folder())


def _begun(home: Path) -> Path:
    """A workspace in which two problems are solved and one is not quite."""
    run_command("init", "my_dropout", cwd=home)
    folder = home / "my_dropout"
    for problem, solution in BEGUN.items():
        file = folder / f"exercises/{problem}/{problem.partition('_')[2]}.py"
        file.write_text(program(problem, *[solution] if not solution.endswith(".py") else []))
        run_command("check", problem, cwd=folder)
    run_command("hint", "p03", cwd=folder)
    return folder


def _tried(home: Path) -> Path:
    """A workspace in which the first try of p06 has a mask whose shape does not fit."""
    run_command("init", "my_dropout", cwd=home)
    file = home / "my_dropout/exercises/p06_spatial_dropout_1d/spatial_dropout_1d.py"
    file.write_text(first_try(TRIES["p06-batch_features"]))
    return home / "my_dropout"


BEGINNINGS = {"in a workspace": _begun, "with a first try": _tried}
"""What is done in a folder before its commands are run."""


def with_real_outputs(text: str) -> str:
    """A page with every shown output replaced by the real one."""
    return OUTPUT.sub(lambda m: f"{m[1]}{output_of(m['words'], m['place'])}{m[5]}", text)


def check_picture() -> str:
    """The terminal after a check, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        Path(f"{folder}/my_try.py").write_text(program("p03_inverted_scaling", "keeps_with_p", "float64_out"))
        return _drawn("check", "check --problem p03 my_try.py", folder, "dropgrade check names two mistakes")


def verify_picture() -> str:
    """The terminal after the proof of the guide's problem, as SVG."""
    words, course = "verify p01 --mutants", followed_once()[1] / "softmax_course"
    return _drawn("verify", words, str(course), "dropgrade verify shows which check catches what")


def quiz_picture() -> str:
    """The terminal in the middle of a quiz, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        text = (ROOT / "quizzes/q03_scaling.md").read_text("utf-8")
        write_course(Path(folder), q03_scaling=text)
        return _drawn("quiz", "quiz q03 --seed 1", folder, "dropgrade quiz says why an answer is wrong", "a\nb\nq\n")


def show_picture() -> str:
    """The terminal after drawing a solution whose coins are not where they should be, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        Path(f"{folder}/my_try.py").write_text(program("p06_spatial_dropout_1d", "per_element"))
        return _drawn("show", "show --problem p06 my_try.py", folder, "dropgrade show draws what a function does")


OF_THE_GUIDE = "verify.svg"
DRAWN = {"check.svg": check_picture, "quiz.svg": quiz_picture, OF_THE_GUIDE: verify_picture, "show.svg": show_picture}
"""The pictures, and what draws each."""


def _drawn(name: str, words: str, folder: str, title: str, typed: str = "") -> str:
    env = {"COLUMNS": str(COLUMNS)}
    _, answer = shown_on_a_terminal(*shlex.split(words), cwd=Path(folder), env=env, typed=typed, errors=False)
    console = Console(width=COLUMNS, record=True, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold green"), f"dropgrade {words}"))
    console.print(Text.from_ansi(answer))
    return console.export_svg(title=f"dropgrade {name}", code_format=SVG.replace("{command}", title), unique_id=name)


def main() -> None:
    """Write the outputs and the pictures."""
    for page in PAGES:
        page.write_text(with_real_outputs(page.read_text("utf-8")), "utf-8")
    for name, draw in DRAWN.items():
        (PICTURES / name).write_text(draw())


if __name__ == "__main__":
    main()
