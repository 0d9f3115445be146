"""Observe a program that drops: what became of each entry, the mask that it returned, and the shares kept.

The program runs in a worker; its results are accepted only as numbers of the expected shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dropgrade.checks.student import Student
from dropgrade.course.problem import Problem
from dropgrade.pictures.trying.trial import quietly
from dropgrade.sandbox.client import Program, Sandbox
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import StudentRaised, WorkerOutcome

P = 0.4
RATES = (0.1, 0.4, 0.7)
SEED = 7
IN_TRAINING = (True,)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subject:
    """A problem whose function can be observed.

    A right call on an input of this `shape` draws `coins` coins; `rows` and `columns` are the names of a picture's
    picture are. `kind` is the layer, and `preset` the network, that the function is trained in.
    """

    function: str
    shape: tuple[int, ...]
    coins: int
    rows: str
    columns: str
    kind: str
    preset: str


SUBJECTS = {
    "standard_dropout": Subject("standard_dropout", (24, 40), 960, "samples", "units", "standard_dropout", "standard"),
    "inverted_scaling": Subject("inverted_dropout", (24, 40), 960, "samples", "units", "dropout", "digits"),
    "spatial_dropout_1d": Subject(
        "spatial_dropout_1d", (3, 8, 40), 120, "time steps of 3 sequences", "features", "spatial_dropout_1d", "rows"
    ),
    "spatial_dropout_2d": Subject(
        "spatial_dropout_2d", (3, 8, 5, 8), 24, "channels of 3 images", "pixels", "spatial_dropout_2d", "spatial"
    ),
}
"""The problems that the page can play, by name without the number."""


@dataclass(slots=True)
class Observed:
    """An observation: pictures by name, as matrices; the share kept and the survivors' factor at each rate; words.

    If a call gave nothing usable, `words` say how it ended.
    """

    pictures: dict[str, Array] = field(default_factory=dict)
    shares: list[tuple[float, float, float]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def observe(problem: Problem, program: str, sandbox: Sandbox) -> Observed:
    """Call a program on fixed inputs, the same for all programs of its problem, and observe the results."""
    subject, seen = SUBJECTS[problem.stem], Observed()
    worker = sandbox.start(Limits(problem.cpu_seconds, problem.memory_mb))
    try:
        worker.begin_loading(Program(problem.stem, ((f"{problem.stem}.py", program),)), SEED)
        worker.finish_loading()
        worker.begin_check(SEED)
        rng = np.random.default_rng(SEED)
        x = rng.uniform(0.5, 2, subject.shape)
        function = getattr(Student(worker), subject.function)
        for name, training in (("first", True), ("second", True), ("evaluation", False)):
            _look(seen, name, _answer(seen, name, partial(function, x, P, training, rng)), x)
        for rate in RATES:
            _count(seen, rate, _answer(seen, f"p = {rate}", partial(function, x, rate, *IN_TRAINING, rng)), x)
    except WorkerOutcome as ended:
        seen.words["first"] = ended.message
    finally:
        worker.close()
    return seen


def _look(seen: Observed, name: str, answer: object, x: Array) -> None:
    """Record the ratio of out and x for each entry, and the returned mask."""
    out, mask = answer if isinstance(answer, tuple | list) and len(answer) == 2 else (answer, None)  # noqa: PLR2004
    if (ratio := _matrix(out, x)) is not None:
        seen.pictures[name] = ratio
    elif answer is not None:
        seen.words.setdefault(name, "What it returned is no array of the shape of x.")
    if name == "first" and (drawn := _matrix(mask, np.ones_like(x))) is not None:
        seen.pictures["mask"] = drawn


def _count(seen: Observed, rate: float, answer: object, x: Array) -> None:
    """Record the share that survived, and the median factor of the survivors."""
    out = answer[0] if isinstance(answer, tuple | list) and answer else answer
    if (ratio := _matrix(out, x)) is not None:
        kept = ratio[ratio != 0]
        seen.shares.append((rate, len(kept) / ratio.size, float(np.median(kept)) if len(kept) else 0.0))


def _answer(seen: Observed, name: str, call: Callable[[], object]) -> object:
    try:
        with quietly():
            return call()
    except StudentRaised as ended:
        seen.words[name] = f"It raised {ended.info.type_name}."
    return None


def _matrix(value: object, x: Array) -> Array | None:
    """The ratio of out and x as a matrix whose columns are the last axis; None if the value is not such an array."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf" or value.ndim != x.ndim:
        return None
    try:
        ratio = np.broadcast_to(value, x.shape) / x
    except ValueError:
        return None
    columns = x.shape[-1] if x.ndim < 4 else x.shape[-1] * x.shape[-2]  # noqa: PLR2004 - images have two axes of pixels
    return np.nan_to_num(ratio, nan=0.0, posinf=0.0, neginf=0.0).reshape(-1, columns)
