"""Quizzes in a terminal: the list with its scores, each question, the feedback on answers, and the summary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from string import ascii_lowercase
from typing import TextIO

from rich.console import Console
from rich.text import Text

from dropgrade.quiz.answers import Answer, Mark, letters_of, overlooked
from dropgrade.quiz.format.model import Kind, Question, Quiz
from dropgrade.quiz.history import QuizScore
from dropgrade.quiz.session import Place, Sitting
from dropgrade.quiz.summary import Missed, Summary
from dropgrade.screen.console import aligned, screen
from dropgrade.screen.markdown import blocks, option
from dropgrade.screen.text import many, points, printable

ASKS = {
    Kind.ONE: "Choose one: type its letter.",
    Kind.MANY: "Choose all that apply: type their letters, such as a c.",
    Kind.NUMBER: "Type a number.",
}
COMMANDS = "? hint, s skip, q stop"
INDENT = 4


class TerminalTeller:
    """Writes to a person on a stream, without relying on colours or cursor movement."""

    def __init__(self, stream: TextIO, quizzes: Mapping[str, Quiz]) -> None:
        self._stream = stream
        self._quizzes = quizzes

    def greet(self, sitting: Sitting, *, goes_on: bool) -> None:
        """Say what will be asked, and how."""
        several = len({place.quiz for place in sitting.places}) > 1 or sitting.name not in self._quizzes
        with self._screen() as console:
            if several:
                console.print(Text("Review", "bold"))
            else:
                quiz = self._quizzes[sitting.name]
                console.print(Text(printable(quiz.title), "bold"))
                _print(blocks(quiz.introduction, console), console)
            if goes_on:
                left = len(sitting.open)
                console.print(Text(f"Continuing where you stopped: {many(left, 'question')} left.", "bold"))
            if not several and not self._quizzes[sitting.name].has_key:
                console.print("It came without its key: your answers are saved in a file for you to hand in.")
            elif sitting.is_exam:
                console.print("One try each; the right answers come at the end.")

    def question(self, place: Place, number: int, total: int) -> None:
        """Show a question and its options."""
        with self._screen() as console:
            console.print()
            console.print(self._heading(place, number, total))
            self._ask(place, console)
            console.print(Text(f"{ASKS[place.question.kind]} ({COMMANDS})", "dim"))

    def _heading(self, place: Place, number: int, total: int) -> Text:
        """Return the number of the question and, if there are several quizzes, the quiz."""
        head = Text(f"Question {number} of {total}", "bold cyan")
        quiz = self._quizzes.get(place.quiz)
        if len(self._quizzes) > 1 and quiz is not None:
            head.append(f"  {place.quiz.partition('_')[0]}: {printable(quiz.title)}", "cyan")
        return head

    def _ask(self, place: Place, console: Console) -> None:
        _print(blocks(place.question.prompt, console), console)
        console.print()
        for letter, number in zip(ascii_lowercase, place.order, strict=False):
            _print([option(letter, place.question.options[number].text, console)], console)
        if place.order:
            console.print()

    def complaint(self, words: str) -> None:
        """Say what was not understood."""
        with self._screen() as console:
            console.print(Text(words, "yellow"))

    def hint(self, place: Place) -> None:
        """Show the hint, or that there is none."""
        with self._screen() as console:
            self._hint(place.question, console)

    def _hint(self, question: Question, console: Console) -> None:
        if not question.hint:
            console.print("There is no hint for this question.")
            return
        console.print(Text("Hint:", "bold"))
        _print(blocks(question.hint, console, indent=INDENT), console)

    def right(self, place: Place, tries: int) -> None:
        """Say that an answer was right, and explain it."""
        with self._screen() as console:
            late = "" if tries == 1 else " This was the second try; the first one counts."
            console.print(Text(f"✓ Right.{late}", "bold green"))
            self._explanation(place.question, console)

    def wrong(self, place: Place, answer: Answer, worth: Mark, *, is_last: bool) -> None:
        """Say why an answer was wrong; after the last attempt also what is right, and why."""
        with self._screen() as console:
            self._verdict(place, answer, worth, console)
            if is_last:
                self._key(place, console)
                self._explanation(place.question, console)
                return
            if place.question.hint:
                self._hint(place.question, console)
            console.print(Text("Once more.", "bold"))

    def noted(self) -> None:
        """Say that an answer was recorded, without saying whether it is right."""
        with self._screen() as console:
            console.print("Noted.")

    def explain_all(self, sitting: Sitting) -> None:
        """After an exam, show each question again, with the answer given, what is right, and why."""
        for number, place in enumerate(sitting.places, 1):
            first = sitting.first_at(place)
            with self._screen() as console:
                console.print()
                console.print(self._heading(place, number, len(sitting.places)))
                self._ask(place, console)
                if first is None:
                    console.print("Not answered.")
                elif first.is_right:
                    console.print(Text("✓ Right.", "bold green"))
                else:
                    answer = first.answer if isinstance(first.answer, float) else frozenset(first.answer)
                    self._verdict(place, answer, Mark(first.points, first.is_right), console)
                if first is None or not first.is_right:
                    self._key(place, console)
                self._explanation(place.question, console)

    def farewell(self, sitting: Sitting) -> None:
        """Say that nothing is lost, and how to continue."""
        number = sitting.name.partition("_")[0]
        again = "dropgrade review" if sitting.name not in self._quizzes else f"dropgrade quiz {number}"
        with self._screen() as console:
            console.print()
            if sitting.has_begun:
                console.print(
                    f"Stopped after {sitting.answered} of {many(len(sitting.places), 'question')}; all of it is kept."
                )
            console.print(Text(f"Continue with: {again}", "bold"))

    def _verdict(self, place: Place, answer: Answer, worth: Mark, console: Console) -> None:
        question = place.question
        partly = f" It is worth {points(round(worth.points, 2))} of 1 point." if worth.points else ""
        sign = "~ Partly right." if worth.points else "✗ Not right."
        console.print(Text(f"{sign}{partly}", "bold yellow" if worth.points else "bold red"))
        if isinstance(answer, float):
            return
        for letter, number in zip(ascii_lowercase, place.order, strict=False):
            chosen = question.options[number]
            if number in answer and not chosen.is_right:
                _print([option(letter, chosen.reason, console)], console)
        if missing := overlooked(question, answer) if question.kind is Kind.MANY else 0:
            console.print(f"{missing} more {'applies' if missing == 1 else 'apply'}.")

    def _key(self, place: Place, console: Console) -> None:
        key = place.question.number
        if key is not None:
            console.print(Text(f"The right answer is {key}.", "bold"))
            return
        right = frozenset(n for n, each in enumerate(place.question.options) if each.is_right)
        console.print(Text(f"The right answer is {letters_of(right, place.order)}.", "bold"))

    def _explanation(self, question: Question, console: Console) -> None:
        _print(blocks(question.explanation, console, indent=INDENT), console)

    def _screen(self) -> AbstractContextManager[Console]:
        return screen(self._stream)


def _print(lines: Iterable[Text], console: Console) -> None:
    """Print finished lines; long lines of code stay whole."""
    for line in lines:
        console.print(line, soft_wrap=True)


def write_summary(summary: Summary, quizzes: Mapping[str, Quiz], problems: Mapping[str, str]) -> None:
    """Print the score, the misconceptions, and what to go back to.

    `quizzes` are those that were asked from, and `problems` maps numbers of problems to titles.
    """
    with screen() as console:
        console.print()
        score = f"{points(round(summary.points, 2))} of {summary.questions}"
        console.print(Text(f"Score: {score}" + (", all at the first try." if summary.is_full else ""), "bold"))
        if summary.answered < summary.questions:
            console.print(f"{many(summary.questions - summary.answered, 'question')} without an answer.")
        _print(_believed(summary.missed, quizzes, console), console)
        if summary.readings:
            console.print(Text("To read again:", "bold"))
            for reading in summary.readings:
                _print(blocks(f"- {reading}", console, indent=2), console)
        if known := [number for number in summary.problems if number in problems]:
            console.print(Text("To go back to:", "bold"))
            for number in known:
                console.print(Text(f"  {number}  {printable(problems[number])}: dropgrade open {number}"))
        if summary.missed:
            console.print(Text("Ask these again: dropgrade review", "bold"))


def _believed(missed: Sequence[Missed], quizzes: Mapping[str, Quiz], console: Console) -> Iterator[Text]:
    """Yield what was not right, beginning with what the person was sure of."""
    for each in sorted(missed, key=lambda m: not m.was_sure):
        quiz = quizzes.get(each.place.quiz)
        where = f" ({each.place.quiz.partition('_')[0]}: {printable(quiz.title)})" if quiz and len(quizzes) > 1 else ""
        sure = (", though you were sure" * each.was_sure, "bold yellow")
        yield Text.assemble((f"Not right{where}", "bold"), sure, (":", "bold"))
        yield _beginning(each.place.question, console)
        for believed in each.believed:
            yield option("-", believed.text, console, indent=2)
            yield from blocks(believed.reason, console, indent=INDENT + 2)


def _beginning(question: Question, console: Console) -> Text:
    """Return the first words of a question, as a reminder."""
    first, *more = blocks(question.prompt, console, indent=2) or [Text()]
    return first.append(" …") if any(line.plain.strip() for line in more) else first


def write_scores(scores: Sequence[QuizScore], unfinished: Sequence[str]) -> None:
    """Print the quizzes with their scores and when each was last taken."""
    with screen() as console:
        for line in score_lines(scores, console.width, unfinished):
            console.print(line)
        first = next((s for s in scores if s.quiz in unfinished or s.points < s.questions), None)
        if first is not None:
            console.print(Text(f"Next: dropgrade quiz {first.quiz.partition('_')[0]}", "bold"))


def score_lines(scores: Sequence[QuizScore], width: int, unfinished: Collection[str] = ()) -> Iterator[Text]:
    """Yield a line for each quiz, and one for their total."""
    for score in scores:
        full = score.points == score.questions and score.has_key
        sign = ("✓ ", "green") if full else ("· ", "dim")
        when = f"{score.last.astimezone():%Y-%m-%d}" if score.last else "not taken"
        when = "unfinished" if score.quiz in unfinished else when if score.has_key else "no key"
        left = Text.assemble(sign, (score.quiz, "bold"), f"  {printable(score.title)}")
        earned = f"{points(round(score.points, 2))} / {score.questions}" if score.has_key else "to hand in"
        yield aligned(left, f"{when:>10}  {earned:>10}", width)
    total = f"{points(round(sum(s.points for s in scores), 2))} / {sum(s.questions for s in scores)}"
    yield Text()
    yield aligned(Text("Quizzes", "bold"), total, width)
