"""Expectations on refusals: values that a function must not accept raise ValueError."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np

from dropgrade.checks.failure import CheckFailed, fail
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import StudentRaised

NO_ERROR, NO_RESULT = "no error", "None"
ACCIDENTS = ("ArithmeticError", "AttributeError", "IndexError", "NameError", "Warning")
"""Exceptions that happen when a program computes with a value that it should have refused."""


def rates_outside(rng: np.random.Generator) -> list[float]:
    """Return one rate below 0, one above 1, and 1 itself."""
    return [round(-rng.uniform(0.05, 0.95), 3), round(rng.uniform(1.05, 1.95), 3), 1.0]


def expect_refused(
    what: str,
    calls: Mapping[str, Callable[[], object]],
    *,
    accepts: str,
    raises: Mapping[str, str] | None = None,
) -> None:
    """Expect every call to raise ValueError; the keys say what each passes, for example `p = 1.5`.

    `accepts` is the mistake of a function that computes with such a value. If it deliberately raises another
    exception, the mistake is the one in `raises` for this exception, or else `refuses_otherwise`. Call the function
    with a valid value first: a function that always fails refuses nothing.
    """
    wrong: dict[str, list[str]] = {}
    named = set()
    for case, call in calls.items():
        ending, on_purpose = _ending_of(call)
        if ending != "ValueError":
            wrong.setdefault(ending, []).append(case)
            if ending != NO_RESULT:
                named.add((raises or {}).get(ending, "refuses_otherwise") if on_purpose else accepts)
    if wrong:
        cases = {ending: " and ".join(which) for ending, which in wrong.items()}
        fail(
            f"what {what} does with a value that it must refuse",
            observed="; ".join(f"{ending} for {which}" for ending, which in cases.items()),
            expected=f"a ValueError for {' and '.join(cases.values())}",
            mistakes=sorted(named),
        )


def expect_values_refused(
    call: Callable[[Any], object],
    name: str,
    values: Iterable[object],
    *,
    what: str,
    accepts: str,
    good: object,
    raises: Mapping[str, str] | None = None,
) -> None:
    """Expect `call(value)` to raise ValueError for each of some values of the argument that is called `name`.

    A good value comes first: what always fails refuses nothing. `accepts` and `raises` have the mistakes, as for
    `expect_refused`.
    """
    call(good)
    calls = {f"{name} = {_shown(value)}": partial(call, value) for value in values}
    expect_refused(what, calls, accepts=accepts, raises=raises)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def expect_p_refused(
    call: Callable[[float, bool], object],
    rng: np.random.Generator,
    modes: tuple[bool, ...] = (True, False),
    *,
    what: str = "the function",
    zero: bool = True,
) -> None:
    """Expect `call(p, training)` to raise ValueError for p outside [0, 1), and no exception for p = 0."""
    for training in modes:
        where = "" if len(modes) == 1 else f" in {'training' if training else 'an evaluation'}"
        outside = {f"p = {p:g}": partial(call, p, training) for p in rates_outside(rng)}
        expect_refused(f"{what}{where}", outside, accepts="takes_any_p")
        ending = _ending_of(partial(call, 0.0, training))[0] if zero else NO_ERROR
        if ending not in (NO_ERROR, NO_RESULT):
            fail(f"a call with p = 0{where}", observed=ending, expected="a result",
                 mistakes=["refuses_zero"] if ending == "ValueError" else [], fact=Fact(exception=ending))  # fmt: skip


def _ending_of(call: Callable[[], object]) -> tuple[str, bool]:
    """Return how a call ends, with `ValueError` for all its subclasses, and whether it is a deliberate refusal."""
    try:
        value = call()
    except StudentRaised as raised:
        if raised.info.is_a("NotImplementedError"):
            raise
        if raised.info.is_a("ValueError"):
            return "ValueError", True
        return raised.info.type_name, not any(raised.info.is_a(kind) for kind in ACCIDENTS)
    except CheckFailed:
        return NO_ERROR, False  # a result, whatever its form
    return NO_RESULT if value is None else NO_ERROR, False
