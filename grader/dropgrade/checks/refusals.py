"""Expectations on refusals: what a function must not accept raises ValueError."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from dropgrade.checks.failure import fail
from dropgrade.sandbox.outcomes import StudentRaised

NO_ERROR, NO_RESULT = "no error", "None"
ACCIDENTS = ("ArithmeticError", "AttributeError", "IndexError", "NameError")
"""Exceptions that a program meets when it computes with a value that it should have refused."""


def rates_outside(rng: np.random.Generator) -> list[float]:
    """One rate below 0, one above 1, and 1 itself."""
    return [round(-rng.uniform(0.05, 0.95), 3), round(rng.uniform(1.05, 1.95), 3), 1.0]


def expect_refused(
    what: str,
    calls: Mapping[str, Callable[[], object]],
    *,
    accepts: str,
    raises: Mapping[str, str] | None = None,
) -> None:
    """Expect every call to raise ValueError; the keys say what each passes, for example `p = 1.5`.

    `accepts` is the mistake of a function that computes with such a value. One that raises another exception on
    purpose makes the mistake that `raises` has for this exception, or else `refuses_otherwise`. Call the function
    with a good value first: what always fails refuses nothing.
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


def _ending_of(call: Callable[[], object]) -> tuple[str, bool]:
    """How a call ends, with `ValueError` for all that derive from it, and whether that is a refusal on purpose."""
    try:
        value = call()
    except StudentRaised as raised:
        if raised.info.is_a("NotImplementedError"):
            raise
        if raised.info.is_a("ValueError"):
            return "ValueError", True
        return raised.info.type_name, not any(raised.info.is_a(kind) for kind in ACCIDENTS)
    return NO_RESULT if value is None else NO_ERROR, False
