"""Faults in the text of mistakes: unknown names, messages that are too short or long or give away the answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.course.mistakes import KnownMistake
from dropgrade.course.problem import Problem
from dropgrade.submission.submission import Submission
from dropgrade.verify.samples import Sample, parsed

SHORTEST, LONGEST = 3, 80
"""The minimum and maximum number of words of a message."""
QUOTED = re.compile(r"`([^`]*)`")
TELLING = 12
"""Quoted code of this length, in characters, gives away how to write it."""


def faults_of_messages(problem: Problem, reference: Sample) -> Iterator[Fault]:
    """Yield every fault of the messages themselves."""
    source = reference.submission.parts[0][1] if isinstance(reference.submission, Submission) else ""
    for each in problem.mistakes.sections.values():
        yield from _message(problem, each)
        yield from _given_away(problem, each, source)


def mistakes_without_words(problem: Problem) -> Iterator[Fault]:
    """Yield a fault for each mistake in the suite that has no section."""
    for name, line in _mistakes_of(problem.suite):
        if name not in problem.mistakes:
            message = f"`mistakes` names {name!r}, which has no section in {problem.mistakes.file.name}"
            yield Fault(problem.suite, line, message, "Write that section, or take the name out.")


def _mistakes_of(suite: Path) -> list[tuple[str, int]]:
    """Return the mistakes that a suite mentions in its expectations, each once, with its line."""
    tree = parsed(suite)
    if not isinstance(tree, ast.Module):
        return []
    keywords = [n for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg]
    values = [k.value for k in keywords if (k.arg or "").endswith("mistakes") or k.arg == "frozen"]
    found: dict[str, int] = {}
    for node in (inner for value in values for inner in _without_values(value)):
        texts = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        for text in [*texts, *(value for value in values if value is node)]:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                found.setdefault(text.value, text.lineno)
    return list(found.items())


def _without_values(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and everything inside it except the values of dictionaries, which are not names of mistakes."""
    yield node
    for child in node.keys if isinstance(node, ast.Dict) else ast.iter_child_nodes(node):
        if child is not None:
            yield from _without_values(child)


def _message(problem: Problem, mistake: KnownMistake) -> Iterator[Fault]:
    words = mistake.message.split()
    if words and not SHORTEST <= len(words) <= LONGEST:
        message = f"the message of {mistake.name} has {len(words)} words, and should have {SHORTEST} to {LONGEST}"
        yield Fault(problem.mistakes.file, mistake.line, message, "Say it in two or three sentences.")


def _given_away(problem: Problem, mistake: KnownMistake, reference: str) -> Iterator[Fault]:
    """Yield a fault for code of the reference in a message, which should describe the mistake, not the solution."""
    for code in QUOTED.findall(mistake.message):
        if len(code) >= TELLING and code in reference:
            message = f"the message of {mistake.name} quotes `{code}`, which is the reference's own"
            fix = "Say what the program with the mistake does; a hint may lead on."
            yield Fault(problem.mistakes.file, mistake.line, message, fix)
