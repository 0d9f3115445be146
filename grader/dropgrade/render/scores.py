"""The list of quizzes with their scores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rich.text import Text

from dropgrade.quiz.history import QuizScore
from dropgrade.render.lines import aligned
from dropgrade.render.screen import screen
from dropgrade.render.text import points, printable


def write_scores(scores: Sequence[QuizScore], unfinished: Sequence[str]) -> None:
    """Print the quizzes with their scores and when each was last taken."""
    with screen() as console:
        for line in score_lines(scores, console.width, unfinished):
            console.print(line)
        first = next((s for s in scores if s.quiz in unfinished or s.points < s.questions), None)
        if first is not None:
            console.print(Text(f"Next: dropgrade quiz {first.quiz.partition('_')[0]}", "bold"))


def score_lines(scores: Sequence[QuizScore], width: int, unfinished: Collection[str] = ()) -> Iterator[Text]:
    """A line for each quiz, and their total."""
    for score in scores:
        full = score.points == score.questions
        sign = ("✓ ", "green") if full else ("· ", "dim")
        when = f"{score.last.astimezone():%Y-%m-%d}" if score.last else "not taken"
        when = "unfinished" if score.quiz in unfinished else when
        left = Text.assemble(sign, (score.quiz, "bold"), f"  {printable(score.title)}")
        earned = f"{points(round(score.points, 2))} / {score.questions}"
        yield aligned(left, f"{when:>10}  {earned:>9}", width)
    total = f"{points(round(sum(s.points for s in scores), 2))} / {sum(s.questions for s in scores)}"
    yield Text()
    yield aligned(Text("Quizzes", "bold"), total, width)
