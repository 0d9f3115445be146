"""A round of Find the bug at the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dropgrade.screen.console import screen
from dropgrade.screen.report_parts import drawing
from dropgrade.screen.text import many, one_line, points, printable
from dropgrade.spotting.clues import Clue, Clues
from dropgrade.spotting.spot_round import Round

MOST = 4
"""How many failed checks are shown in full; the rest are only named."""


def write_clues(spot: Round, clues: Clues) -> None:
    """Print the clues and the choices."""
    with screen() as console:
        console.print(Text.assemble((one_line(spot.problem.name), "bold"), f"  {one_line(spot.problem.title)}"))
        console.print("A program with one mistake in it was graded, with this result. Which mistake is it?\n")
        console.print(*_clues(clues), sep="\n")
        console.print()
        for number, choice in enumerate(spot.choices, 1):
            console.print(_marked(str(number), "bold", choice.words))


def _clues(clues: Clues) -> Iterator[RenderableType]:
    for number, clue in enumerate(clues.failed):
        yield _marked("✗", "red", clue.title)
        if number < MOST:
            yield from (Padding(line, (0, 0, 0, 6)) for line in _measured(clue))
    passed = many(clues.passed, "check passes", "checks pass") if clues.passed else "No check passes"
    yield _marked(
        "✓" if clues.passed else "·",
        "green" if clues.passed else "dim",
        f"{passed}; it has {points(clues.score)} of {points(clues.max_score)}",
    )


def _marked(sign: str, style: str, words: str) -> RenderableType:
    """A sign, and words that are wrapped beside it."""
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=1)
    row.add_column()
    row.add_row(Text(sign, style), Text(printable(words)))
    return Padding(row, (0, 0, 0, 2))


def _measured(clue: Clue) -> Iterator[Text]:
    if not clue.what:
        yield Text(printable(clue.observed))
        return
    yield Text(printable(clue.what))
    yield Text(f"  observed  {printable(clue.observed)}")
    yield Text(f"  expected  {printable(clue.expected)}")
    if clue.example is not None:
        yield from (Text(f"  {line}", no_wrap=True) for line in drawing(clue.example))


def write_answer(spot: Round, chosen: int, *, shows_code: bool) -> None:
    """Print whether it was that mistake, its message, and the edit that makes it if the student may see it."""
    with screen() as console:
        right = spot.right
        if chosen == right:
            console.print(Text("\nSpotted.", "bold green"))
        else:
            console.print(Text(f"\nNot that one. It was {right + 1}.", "bold"))
        console.print(Padding(Text(" ".join(printable(spot.message).split())), (0, 0, 0, 2)))
        if shows_code:
            console.print(Text("\nThe edit of the reference that makes it:", "dim"))
            for line in spot.diff:
                console.print(Text(f"  {printable(line)}", _style(line), no_wrap=True))


def _style(line: str) -> str:
    return {"-": "red", "+": "green"}.get(line[:1], "")


def write_locked(command: str) -> None:
    """Print how to see the edit."""
    with screen() as console:
        console.print(Text("\nThe edit that makes it is shown at full marks in this problem.", "dim"))
        console.print(Text(f"To see the edits now (this is recorded): {command}", "dim"), soft_wrap=True)
