"""What `quiz` and `review` share: quizzes and their record, a sitting at the terminal, its summary."""

from __future__ import annotations

import secrets
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dropgrade.cli._common import Exit, use_course
from dropgrade.cli._hearing import hearer
from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.errors import TargetError
from dropgrade.progress.problem_progress import progress_of
from dropgrade.quiz.conversation import Conversation, Ending, now
from dropgrade.quiz.format.model import Question, Quiz
from dropgrade.quiz.format.reading import examine_quiz, quiz_named, quiz_names, read_quiz
from dropgrade.quiz.history import History, Try
from dropgrade.quiz.marking_file import mark_answers, read_answers
from dropgrade.quiz.session import Sitting, begin, remember, tries_in, unfinished
from dropgrade.quiz.summary import Summary, summary_of
from dropgrade.screen.text import many, print_error

REVIEW = "review"
Chosen = Callable[[History, str, Question], bool]


@dataclass(frozen=True, slots=True)
class SittingOptions:
    """The options of a sitting."""

    count: int | None = None
    only_missed: bool = False
    is_exam: bool = False
    asks_how_sure: bool = False
    restarts: bool = False
    seed: int | None = None


class CourseQuizzes:
    """The quizzes of a course, and the record of the answers."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.progress = progress_of(course)
        self.names = quiz_names(course)

    def quizzes(self, *names: str) -> dict[str, Quiz]:
        """Return quizzes by name, or all of them."""
        if names:
            return {name: read_quiz(self.course, name) for name in names}
        examined = {name: examine_quiz(self.course, name) for name in self.names}
        for name, (quiz, faults) in examined.items():
            if quiz is None:
                print_error(f"{name} is left out: it has {many(len(faults), 'fault')}.", f"See dropgrade verify {name}")
        return {name: quiz for name, (quiz, _) in examined.items() if quiz is not None}

    def history(self) -> History:
        """Return all attempts so far."""
        return History(tries_in(self.progress.read()))

    def unfinished(self, name: str, quizzes: Mapping[str, Quiz]) -> Sitting | None:
        """Return the sitting with this name that has open questions, or None."""
        return unfinished(self.progress.read(), name, quizzes)

    def keep(self, sitting: Sitting, made: Try | None) -> None:
        """Record an attempt before anything else happens."""
        with _uninterrupted():
            self.progress.update(lambda data: remember(data, sitting, made))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C until the current step is done."""
    waiting: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if waiting:
        raise KeyboardInterrupt


def list_quizzes(folder: Path | None, *, as_json: bool) -> int:
    """List all quizzes with their scores."""
    course_quizzes = CourseQuizzes(use_course(folder))
    if not course_quizzes.names:
        raise TargetError("This course has no quizzes.", "Start one: dropgrade new quiz q01_my_topic")
    quizzes, data = course_quizzes.quizzes(), course_quizzes.progress.read()
    history = History(tries_in(data))
    scores = [history.score(quiz) for quiz in quizzes.values()]
    if as_json:
        from dropgrade.screen.json import write_object

        write_object({"schema": "dropgrade/quizzes/v1", "quizzes": [score.to_json() for score in scores]})
    else:
        from dropgrade.quiz.terminal import write_scores

        write_scores(scores, [name for name in course_quizzes.names if unfinished(data, name, quizzes)])
    return Exit.FULL


def mark_file(folder: Path | None, name: str, answers: Path, *, as_json: bool) -> int:
    """Score answers from a file without recording anything."""
    course_quizzes = CourseQuizzes(use_course(folder))
    quiz = read_quiz(course_quizzes.course, quiz_named(course_quizzes.names, name))
    if not quiz.has_key:
        raise TargetError(f"{quiz.name} came without its key, so nothing can be marked here.", f"Hand in {answers}.")
    sitting = mark_answers(quiz, read_answers(quiz, answers))
    return _report(course_quizzes.course, summary_of(sitting), {name: quiz}, as_json=as_json)


def sit(folder: Path | None, name: str, options: SittingOptions, *, as_json: bool) -> int:
    """Ask the questions of one quiz."""
    course_quizzes = CourseQuizzes(use_course(folder))
    found = quiz_named(course_quizzes.names, name)
    quizzes = course_quizzes.quizzes(found)
    if not quizzes[found].has_key:
        from dropgrade.cli._answers_to_hand_in import write_down

        return write_down(course_quizzes.course, quizzes[found], options, as_json=as_json)

    def is_wanted(history: History, quiz: str, question: Question) -> bool:
        return not options.only_missed or history.is_missed(quiz, question)

    nothing = (
        f"Nothing that you answered in {found} was wrong so far.",
        f"The whole quiz: dropgrade quiz {found.split('_')[0]}",
    )
    return _sit(course_quizzes, found, quizzes, options, is_wanted, nothing, as_json=as_json)


def review(folder: Path | None, options: SittingOptions, *, as_json: bool, has_more: bool = False) -> int:
    """Ask what was missed and what is due, over all quizzes; with `has_more`, say nothing if there is nothing."""
    course_quizzes = CourseQuizzes(use_course(folder))

    def is_wanted(history: History, quiz: str, question: Question) -> bool:
        return history.is_missed(quiz, question) or history.is_due(quiz, question, now())

    nothing = "There is nothing to review today.", "A question comes back 1, 3, 7 and 21 days after it was right."
    return _sit(
        course_quizzes,
        REVIEW,
        course_quizzes.quizzes(),
        options,
        is_wanted,
        () if has_more else nothing,
        as_json=as_json,
    )


def _sit(
    course_quizzes: CourseQuizzes, name: str, quizzes: Mapping[str, Quiz], options: SittingOptions, is_wanted: Chosen,
    nothing: tuple[str, str] | tuple[()], *, as_json: bool,
) -> int:  # fmt: skip
    left = None if options.restarts else course_quizzes.unfinished(name, quizzes)
    if left is not None and (options.is_exam or options.only_missed or options.count):
        raise TargetError(
            f"{name} was left unfinished, and continues with its earlier options.",
            "Leave the options out, or add --restart.",
        )
    sitting = left or _begun(course_quizzes.history(), name, quizzes, options, is_wanted)
    if not sitting.places:
        if nothing:
            print_error(*nothing)
        return _report(course_quizzes.course, summary_of(sitting), quizzes, as_json=as_json, is_finished=False)
    from dropgrade.quiz.terminal import TerminalTeller

    stream = sys.stderr if as_json else sys.stdout
    teller = TerminalTeller(stream, {quiz.name: quiz for quiz in quizzes.values()})
    teller.greet(sitting, goes_on=left is not None)
    hear = hearer(stream)
    ending = converse(Conversation(sitting, teller, hear, course_quizzes.keep, asks_how_sure=options.asks_how_sure))
    if ending is None:
        teller.farewell(sitting)
        return Exit.INTERRUPTED
    if ending is not Ending.FINISHED:
        teller.farewell(sitting)
    elif sitting.is_exam:
        teller.explain_all(sitting)
    return _report(
        course_quizzes.course, summary_of(sitting), quizzes, as_json=as_json, is_finished=ending is Ending.FINISHED
    )


def _begun(
    history: History, name: str, quizzes: Mapping[str, Quiz], options: SittingOptions, is_wanted: Chosen
) -> Sitting:
    questions = [(q, each) for q in quizzes.values() for each in q.questions if is_wanted(history, q.name, each)]
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    return begin(name, questions, now().isoformat(), seed, count=options.count, is_exam=options.is_exam)


def converse(conversation: Conversation) -> Ending | None:
    """Conduct the conversation; return None if it is interrupted."""
    try:
        return conversation.run()
    except KeyboardInterrupt:
        return None


def _report(
    course: Course, summary: Summary, quizzes: Mapping[str, Quiz], *, as_json: bool, is_finished: bool = True
) -> int:
    if as_json:
        from dropgrade.screen.json import write_object

        write_object(summary.to_json())
    elif is_finished:
        from dropgrade.quiz.terminal import write_summary

        write_summary(summary, quizzes, _titles(course, summary.problems))
    return Exit.FULL if summary.is_full else Exit.POINTS_MISSING


def _titles(course: Course, numbers: Sequence[str]) -> dict[str, str]:
    """Return the titles of problems by number, without those that the course does not have."""
    names = {name.partition("_")[0]: name for name in course.names()}
    return {number: read_description(course, names[number]).title for number in numbers if number in names}
