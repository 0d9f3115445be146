"""The verification of a quiz: programs print what the keys say, and nothing gives the answers away."""

from __future__ import annotations

from collections.abc import Iterator

from dropgrade.course.faults import Fault
from dropgrade.course.prose import plain
from dropgrade.quiz.format.model import Kind, NumberKey, Question, Quiz, Snippet
from dropgrade.sandbox.client import Program, Sandbox
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import Crashed, LoadRaised, OutOfMemory, OutOfTime, RaisedInfo, WorkerOutcome
from dropgrade.verify.quiz_positions import phrases_of_position

LIMITS = Limits(cpu_seconds=2, memory_mb=512)
SEED = 0
MOST_WORDS = 60
FEWEST_CHOICES = 4
FEWEST_OPTIONS = 3
SHOWN = 60
Explained = tuple[int, str, str]
"""A line, what is wrong there, and how to fix it."""


def prove_quiz(quiz: Quiz, sandbox: Sandbox) -> list[Fault]:
    """Return every fault of a quiz whose form is sound."""
    if not quiz.has_key:
        return [Fault(quiz.file, 0, "the quiz has no key", "Mark what is right with [x], and take the comment out.")]
    found = [
        fault
        for q in quiz.questions
        for fault in (*_faults_of_program(quiz, q, sandbox), *_faults_of_reasons(q), *_faults_of_position(q))
    ]
    return [Fault(quiz.file, *each) for each in (*found, *_faults_of_length(quiz))]


# What the programs print.


def _faults_of_program(quiz: Quiz, question: Question, sandbox: Sandbox) -> Iterator[Explained]:
    if not question.programs:
        return
    line = question.programs[-1].line  # where the answer is printed
    try:
        printed, raised = _run(quiz.file.name, question.programs, sandbox)
    except WorkerOutcome as outcome:
        yield line, f"the program of `{question.id}` {_ending(outcome)}", "Make it smaller, or fix it."
        return
    lines = [" ".join(row.split()) for row in printed.splitlines() if row.strip()]
    lines += [raised.type_name] if raised else []
    if not lines:
        yield line, f"the program of `{question.id}` prints nothing", "Print the answer."
    elif not _agrees(question, lines):
        message = f"the program of `{question.id}` {_doing(lines, raised)}, but the key says {_key(question)}"
        yield line, message, _fix_of(question, lines, raised)


def _run(name: str, programs: tuple[Snippet, ...], sandbox: Sandbox) -> tuple[str, RaisedInfo | None]:
    """Run the code blocks of a question as one program; return what they print and what they raise."""
    worker = sandbox.start(LIMITS)
    raised = None
    try:
        worker.begin_loading(Program("question", ((name, _joined(programs)),)), SEED)
        worker.finish_loading()
    except LoadRaised as failure:
        raised = failure.info
    finally:
        worker.close()
    return worker.printed, raised


def _joined(programs: tuple[Snippet, ...]) -> str:
    """Join the blocks with enough empty lines for warnings to show the line numbers of the quiz."""
    source = ""
    for program in programs:
        source += "\n" * (program.line - 1 - source.count("\n")) + program.code
    return source


def _ending(outcome: WorkerOutcome) -> str:
    match outcome:
        case OutOfTime():
            return f"does not end within {LIMITS.cpu_seconds} seconds of computing"
        case OutOfMemory():
            return f"asks for more than {LIMITS.memory_mb} MB of memory"
        case Crashed():
            return "ends its whole process"
    return str(outcome)


def _doing(lines: list[str], raised: RaisedInfo | None) -> str:
    if raised is None:
        return f"prints {_cut(' / '.join(lines))}"
    return f"raises {raised.type_name}" + (f" ({_cut(raised.text)})" if raised.text else "")


def _agrees(question: Question, lines: list[str]) -> bool:
    if question.number:
        return _is_near(question.number, lines[-1])
    right = [_visible(option.text) for option in question.right]
    return set(lines) == set(right) if question.kind is Kind.MANY else " ".join(lines) == right[0]


def _is_near(key: NumberKey, line: str) -> bool:
    try:
        return key.accepts(float(line))
    except ValueError:
        return False


def _key(question: Question) -> str:
    if question.number:
        return str(question.number)
    return _cut(" / ".join(_visible(option.text) for option in question.right))


def _fix_of(question: Question, lines: list[str], raised: RaisedInfo | None) -> str:
    if raised is not None and not any(_visible(option.text) == raised.type_name for option in question.options):
        return "Fix the program."
    if question.number:
        return "Correct the number, or the program, whose last line has to be the answer."
    said = [option for option in question.options if _visible(option.text) == " ".join(lines)]
    if said:
        return f"Correct the program, or mark the option in line {said[0].line} as right."
    each = ", one line for each" if question.kind is Kind.MANY else ""
    return f"Correct the options, or the program, which has to print what the right ones say{each}."


# What an option says.


def _faults_of_reasons(question: Question) -> Iterator[Explained]:
    first: dict[str, int] = {}
    for option in question.options:
        reason = " ".join(option.reason.split())
        if (words := len(reason.split())) > MOST_WORDS:
            yield (
                option.line,
                f"the reason has {words} words",
                f"Keep {MOST_WORDS} at most; the explanation may say more.",
            )
        if reason and first.setdefault(reason.casefold(), option.line) != option.line:
            other = first[reason.casefold()]
            yield option.line, f"the reason is that of line {other}", "Say what is wrong about this very option."


def _faults_of_position(question: Question) -> Iterator[Explained]:
    """Yield a fault for each text that names an option by position, which differs between students."""
    for line, phrase in phrases_of_position(question):
        message = f"a text of `{question.id}` names an option by its place: {_cut(phrase)}"
        yield line, message, "Options are shuffled: name the option by what it says."


def _faults_of_length(quiz: Quiz) -> Iterator[Explained]:
    """Yield a fault if the right option is the longest too often, which can be exploited without knowing the subject.

    Among three or more options, each is the longest by chance in at most a third of the questions. With fewer than
    four questions, one or two such options are already more than half, so chance would decide.
    """
    choices = [q for q in quiz.questions if len(q.options) >= FEWEST_OPTIONS]
    given = [f"`{q.id}`" for q in choices if _gives_away(q)]
    if len(choices) >= FEWEST_CHOICES and 2 * len(given) > len(choices):
        message = f"the right option is the longest in {len(given)} of {len(choices)} questions: {', '.join(given)}"
        yield 0, message, "Shorten the right options, or make wrong ones as precise."


def _gives_away(question: Question) -> bool:
    """Whether the longest option is right, and no other is as long."""
    *_, second, longest = sorted(question.options, key=lambda option: len(_visible(option.text)))
    return longest.is_right and len(_visible(longest.text)) > len(_visible(second.text))


def _visible(markdown: str) -> str:
    """Return the visible text of an option, whatever its line breaks."""
    return " ".join(plain(markdown).split())


def _cut(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
