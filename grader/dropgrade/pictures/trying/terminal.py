"""Print a trial: each line of the example, the student's value beside the expected one, and what their lines did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from dropgrade.course.example import Step
from dropgrade.grading.job import GradingJob
from dropgrade.pictures.trying.side_by_side import difference, lines_of
from dropgrade.pictures.trying.traced import Traced
from dropgrade.pictures.trying.trial import Done, Trial
from dropgrade.report import Outcome
from dropgrade.screen.console import held, screen, wrapped
from dropgrade.screen.report_terminal import place, printed
from dropgrade.screen.text import many, printable
from dropgrade.submission.submission import Submission

INDENT, GAP = 2, 3
LONGEST_NAME, LONGEST_VALUE, LONGEST_CODE = 24, 34, 40
PROMPT, MORE = ">>> ", "... "
LINES = 24
"""How many of the student's lines are shown."""


def write_trial(trial: Trial, submission: object, debug: str, then: str, *, every: bool) -> None:
    """Print a trial; `debug` is the command that runs it in the user's own process, `then` what comes next.

    Where `every`, the student's own lines are shown for each call, and not just for the first that went wrong.
    """
    with screen() as console:
        console.print(Text.assemble((trial.problem, "bold"), f"  {printable(trial.title)}"))
        for line in _body(trial, submission, console.width - INDENT, every=every):
            console.print(Padding(line, (0, 0, 0, INDENT)))
        console.print()
        console.print(Text(_verdict(trial), "bold green" if trial.is_right else "bold"))
        if not trial.is_right and debug:
            console.print(Text(f"With a debugger: {printable(debug)}", "dim"), soft_wrap=True)
        console.print(Text(printable(then), "bold"), soft_wrap=True)
        if trial.missing:
            lacks = many(len(trial.missing), "layer")
            console.print(Text(f"! This machine lacks {lacks} of protection. `dropgrade doctor` says more.", "yellow"))


def write_start(job: GradingJob, steps: Sequence[Step], seed: int | None) -> None:
    """Print what is run, for a trial that is printed step by step."""
    with screen() as console:
        console.print(Text.assemble((job.problem.name, "bold"), f"  {printable(job.problem.title)}"))
        for line in _generator(seed, has_coins=any(step.is_coins for step in steps)):
            console.print(Padding(line, (0, 0, 0, INDENT)))


def write_step(done: Done, steps: Sequence[Step]) -> None:
    """Print one step of an example, with its result if it is a comparison."""
    columns = _columns([Done(step, observed=step.wanted) for step in steps])
    with screen() as console:
        for line in step_lines(done, console.width - INDENT, columns):
            console.print(Padding(line, (0, 0, 0, INDENT)))


def _generator(seed: int | None, *, has_coins: bool) -> Iterator[Text]:
    """The generator that gives the coins of the example, as a line of it."""
    if has_coins:
        yield Text(f"{PROMPT}rng = np.random.default_rng({seed or 0})")


def _verdict(trial: Trial) -> str:
    compared = [done for done in trial.steps if done.step.wanted]
    if trial.is_right:
        return "All of it as in the statement."
    return f"{sum(done.is_right for done in compared)} of {many(len(compared), 'value')} as in the statement."


def step_lines(done: Done, width: int, columns: tuple[int, int]) -> Iterator[Text]:
    """A line of the example; for a comparison the two values beside each other, or below where there is no room.

    `columns` says how wide the names and the values of all comparisons are.
    """
    if done.step.note:
        yield Text()
        yield from (Text(line.plain, "dim") for line in wrapped(Text(held(printable(done.step.note))), width))
    if not done.step.wanted:
        first, *more = printable(done.step.source).split("\n")
        yield Text("\n".join([PROMPT + first, *(MORE + line for line in more)]))
    else:
        yield from _comparison(done, width, columns)
    if done.ended is not None:
        words = wrapped(Text(held(printable(done.ended.message))), width - 4)
        yield from (Text(f"    {line.plain}", "red") for line in words)
        if done.ended.location is not None:
            yield Text("  ") + place(done.ended.location)


def _comparison(done: Done, width: int, columns: tuple[int, int]) -> Iterator[Text]:
    is_written = done.ended is None or done.ended.outcome is not Outcome.NOT_ATTEMPTED
    sign, style = ("✗", "bold red") if done.was_taken and is_written else ("·", "dim")
    sign, style = ("✓", "green") if done.is_right else (sign, style)
    head = Text.assemble((f"{sign} ", style), printable(done.step.source))
    wanted = _wanted(done)
    mine = [printable(line) for line in lines_of(done.observed)] if done.was_taken and done.ended is None else []
    coins = "   the coins" if done.step.is_coins and mine else ""
    name, value = columns
    if head.cell_len <= name and 2 + name + GAP + value + GAP + len("expected  ") + max(map(len, wanted)) <= width:
        yield from _beside(head, mine, wanted, columns, coins)
    else:
        yield head.append(coins, "dim")
        yield from (Text(f"    {word:8} {line}") for word, line in _labelled("yours", mine))
        yield from (Text(f"    {word:8} {line}", "green") for word, line in _labelled("expected", wanted))
    if words := difference(done.observed, done.wanted):
        yield Text(f"    {words}", "yellow")


def _wanted(done: Done) -> list[str]:
    """The expected value, or the author's text if it was not worked out."""
    lines = lines_of(done.wanted) if done.was_taken and done.ended is None else done.step.wanted.split("\n")
    return [printable(line) for line in lines]


def _beside(
    head: Text, mine: Sequence[str], wanted: Sequence[str], columns: tuple[int, int], coins: str
) -> Iterator[Text]:
    name, value = columns
    for row in range(max(len(mine), len(wanted))):
        line = head.copy() if row == 0 else Text()
        line.append(" " * (name + GAP - line.cell_len))
        line.append(f"{mine[row] if row < len(mine) else '':<{value}}{' ' * GAP}")
        line.append("expected  " if row == 0 else " " * 10, "dim")
        yield line.append(wanted[row] if row < len(wanted) else "", "green").append(coins * (row == 0), "dim")


def _columns(steps: Sequence[Done]) -> tuple[int, int]:
    """How wide the names and the values of the comparisons are, except those that are very wide."""
    compared = [done for done in steps if done.step.wanted]
    names = [len(done.step.source) + 2 for done in compared if len(done.step.source) <= LONGEST_NAME]
    values = [len(line) for done in compared if done.was_taken for line in lines_of(done.observed)]
    return max(names, default=2), max((size for size in values if size <= LONGEST_VALUE), default=0)


def _labelled(word: str, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((word if number == 0 else "", line) for number, line in enumerate(lines))


def _body(trial: Trial, submission: object, width: int, *, every: bool) -> Iterator[Text]:
    yield Text(printable(trial.source), "dim")
    coins = [done for done in trial.steps if done.step.is_coins]
    if trial.seed is None and any(done.was_taken and done.ended is None for done in coins):
        yield Text("No draw of your function's gave the coins of the example: these are others.", "yellow")
    if any(done.lines for done in trial.steps):
        yield from _generator(trial.seed, has_coins=bool(coins))
    blamed, columns = _blamed(trial.steps), _columns(trial.steps)
    for number, done in enumerate(trial.steps):
        yield from step_lines(done, width, columns)
        if done.lines and isinstance(submission, Submission) and (every or number == blamed):
            yield from _own_lines(done.lines, submission, width)
    if trial.output.strip():
        yield from printed(trial.output)


def _blamed(steps: Sequence[Done]) -> int | None:
    """The step whose lines led to the first value that is wrong."""
    wrong = next((number for number, done in enumerate(steps) if not done.is_right and done.was_taken), None)
    if wrong is None:
        return None
    return next((number for number in range(wrong, -1, -1) if steps[number].lines), None)


def _own_lines(lines: Sequence[Traced], submission: Submission, width: int) -> Iterator[Text]:
    """The student's lines that ran, each with what it changed, beside it where there is room."""
    functions = list(dict.fromkeys(line.function for line in lines))
    yield Text(f"    Your lines, one by one, in {', '.join(map(printable, functions[:3]))}:", "dim")
    codes = [printable(submission.line(line.part, line.line)) for line in lines]
    size = min(max(map(len, codes)), LONGEST_CODE)
    for line, code in zip(lines[:LINES], codes, strict=False):
        left = Text(f"    {line.line:>4}  {code:<{size}}", "cyan")
        beside = left.cell_len + GAP + max(map(len, line.changes)) <= width
        if beside:
            left.append(f"{' ' * GAP}{printable(line.changes[0])}", "default")
        yield _cut(left, width)
        for change in line.changes[beside:]:
            yield _cut(Text(" " * (10 + (size + GAP) * beside) + printable(change)), width)
    if len(lines) > LINES:
        yield Text(f"    … {len(lines) - LINES} more lines", "dim")


def _cut(line: Text, width: int) -> Text:
    line.truncate(width, overflow="ellipsis")
    return line
