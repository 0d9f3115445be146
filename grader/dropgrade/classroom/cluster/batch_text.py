"""Batches and their results as JSON text, which is all that travels; what comes back is checked before it is used."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dropgrade.classroom.class_batch import Batch, Program, Result
from dropgrade.classroom.cluster.result_schema import validate_reply
from dropgrade.classroom.stored_report import restored, stored
from dropgrade.course.problem import Problem
from dropgrade.errors import DropgradeError, GraderFault

MOST_CHARACTERS = 200_000_000
"""The longest reply, in characters; the reports of a batch have some hundred thousand."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The results that came back for a batch, and the fault if there are fewer than programs."""

    results: list[Result]
    fault: DropgradeError | None


def batch_text(batch: Batch, pack: str) -> str:
    """A batch as text: its problem, seed and programs, and the hash of the course that it is to be graded by."""
    programs = [
        {"path": each.path, "content": base64.b64encode(each.content).decode(), "student": each.student}
        for each in batch.programs()
    ]
    return json.dumps({"problem": batch.problem, "seed": batch.seed, "pack": pack, "programs": programs})


def programs_of(data: dict[str, Any]) -> list[Program]:
    """The programs of a batch, as they were handed in."""
    return [Program(each["path"], base64.b64decode(each["content"]), each["student"]) for each in data["programs"]]


def result_text(result: Result) -> str:
    """A result as a line of text."""
    return json.dumps({"place": result.place, "report": result.report, "text": result.text})


def fault_data(error: DropgradeError) -> dict[str, str]:
    """A fault as plain data."""
    return {"message": error.message, "hint": error.hint}


def reply_text(results: Sequence[str], fault: dict[str, str] | None) -> str:
    """A reply, of results that are text already."""
    return f'{{"results": [{", ".join(results)}], "fault": {json.dumps(fault)}}}'


def reply_of(text: object, batch: Batch, problem: Problem) -> Reply:
    """A reply to a batch; raises `GraderFault` where it is anything but reports on its programs."""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise _no_reply("it is not text")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _no_reply("it is not JSON") from None
    validate_reply(data, _no_reply)
    results = [Result(each["place"], each["report"], each["text"]) for each in data["results"]]
    for result in results:
        _check(result, batch, problem)
    fault = data["fault"]
    return Reply(results, GraderFault(fault["message"], fault["hint"]) if fault else None)


def _check(result: Result, batch: Batch, problem: Problem) -> None:
    """Refuse a report on another program, by other checks, or whose scores are not those of its outcomes."""
    report = result.report
    if result.place >= len(batch.works):
        raise _no_reply("it has more reports than there were programs")
    own = ("", batch.works[result.place].sha256)  # the report of an unreadable file has no hash
    if report["problem"] != batch.problem or report["sha256"] not in own:
        raise _no_reply("it reports on another program")
    checks = [(check["check"], check["max_points"]) for check in report["checks"]]
    if checks != [(spec.name, spec.points) for spec in problem.checks]:
        raise _no_reply("its checks are not those of the suite")
    if json.dumps(stored(restored(report))) != json.dumps(report):
        raise _no_reply("its scores are not those of its outcomes")


def _no_reply(why: str) -> GraderFault:
    return GraderFault(
        f"A worker sent something that is not a reply to a batch: {why}.", "Is its dropgrade the one of this machine?"
    )
