"""Expectations on side effects of a call: inputs, random streams, global state, exceptions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

from dropgrade.checks.arrays import alike
from dropgrade.checks.describing import describe
from dropgrade.checks.failure import CheckFailed, Names, fail
from dropgrade.checks.student import Student
from dropgrade.report import Fact
from dropgrade.sandbox.outcomes import LoadRaised, NameMissing, StudentRaised


def expect_unchanged(student: Student, *, what: str = "the input", mistakes: Names = ()) -> None:
    """Expect that the last call did not change any array that it was given."""
    if student.last.changed:
        fail(f"{what} after the call", observed="changed in place", expected="as it was before", mistakes=mistakes)


def changed_by(student: Student, *names: str) -> list[str]:
    """Return which arguments the last call changed in place; `names` are those of its arguments, in order."""
    return [name for place, name in enumerate(names) if str(place) in student.last.changed]


def expect_none_changed(changed: Collection[str], mistakes: Mapping[str, Collection[str]]) -> None:
    """Expect that no argument was changed in place; `changed` are the names of those that were.

    `mistakes` maps names to the arguments that each would change.
    """
    if changed:
        named = [name for name, arguments in mistakes.items() if not set(changed).isdisjoint(arguments)]
        fail("what you were given, after the call", observed=f"{' and '.join(dict.fromkeys(changed))} changed in place",
             expected="as it was before", mistakes=named)  # fmt: skip


def expect_global_state_untouched(student: Student, *, mistakes: Names = ()) -> None:
    """Expect that the last call neither drew from the global random states nor seeded them."""
    if student.last.globals:
        names = " and ".join(f"`{name}`" for name in student.last.globals)
        fail("the global random state", observed=f"{names} was used", expected="untouched", mistakes=mistakes)


def expect_reproducible(
    call: Callable[[np.random.Generator], object],
    *,
    what: str = "two calls with equally seeded generators",
    mistakes: Names = (),
    frozen: Names = (),
) -> None:
    """Expect equally seeded generators to give equal results (else `mistakes`), and others not to (else `frozen`).

    Choose the input so that two results are the same by chance less often than 1e-9.
    """
    first, second, other = (call(np.random.default_rng(seed)) for seed in (20, 20, 21))
    if not alike(first, second):
        fail(what, observed="different results", expected="the same result", mistakes=mistakes)
    if alike(first, other):
        fail("two calls with differently seeded generators", observed="the same result",
             expected="different results", mistakes=frozen)  # fmt: skip


def expect_fresh_draws(student: Student, call: Callable[[np.random.Generator], object]) -> None:
    """Expect `call(rng)` to return something else with each generator, and to draw from rng alone.

    Proposes `ignores_rng` for other sources of randomness, and `frozen_draws` for a result that is always the same.
    """
    expect_reproducible(call, mistakes=["ignores_rng"], frozen=["frozen_draws"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


def refuses(call: Callable[..., object], *args: object, **kwargs: object) -> bool:
    """Whether a call raises ValueError, to decide which mistake to name."""
    try:
        expect_raises("ValueError", lambda: call(*args, **kwargs), what="")
    except CheckFailed:
        return False
    return True


def expect_returns(
    call: Callable[..., object],
    *args: object,
    what: str,
    mistakes: Names | Mapping[str, str] = (),
    **kwargs: object,
) -> object:
    """Expect a call to return, if an exception would itself be the mistake; returns the result.

    `mistakes` are names, or a mapping from names to words in the exception's text that identify each.
    """
    try:
        return call(*args, **kwargs)
    except StudentRaised as raised:
        if raised.info.is_a("NotImplementedError"):
            raise
        observed = f"{raised.info.type_name}: {raised.info.text}"[:200]
        if isinstance(mistakes, Mapping):
            mistakes = [name for name, words in mistakes.items() if words in raised.info.text]
        fact = Fact(exception=raised.info.type_name)
        fail(what, observed=observed, expected="a result", mistakes=mistakes, fact=fact)


def attempt(call: Callable[..., object], *args: object, **kwargs: object) -> object:
    """Return the result of a call, or None if it raises or the function is not defined.

    Use it to look at a fact that another check tests, when that fact shows which of two mistakes was made.
    """
    try:
        return call(*args, **kwargs)
    except (StudentRaised, NameMissing, LoadRaised):
        return None


def ignores(call: Callable[..., object], first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Return whether a call gives the same result for other arguments, to decide which mistake to name."""
    one, other = attempt(call, *first), attempt(call, *second)
    return one is not None and alike(one, other)


def varies(call: Callable[..., object], *args: object) -> bool:
    """Return whether two equal calls give different results, to decide which mistake to name."""
    first, second = (attempt(call, *args) for _ in range(2))
    return first is not None and second is not None and not alike(first, second)


def expect_raises(
    error: str, call: Callable[..., object], *args: object, what: str, mistakes: Names = (), **kwargs: object
) -> None:
    """Expect a call to raise a builtin exception, given by name; `NotImplementedError` is passed on."""
    try:
        value = call(*args, **kwargs)
    except StudentRaised as raised:
        if raised.info.is_a("NotImplementedError"):
            raise
        if not raised.info.is_a(error):
            observed = f"{raised.info.type_name}: {raised.info.text}"[:200]
            fact = Fact(exception=raised.info.type_name)
            fail(what, observed=observed, expected=f"a {error}", mistakes=mistakes, fact=fact)
    else:
        fail(what, observed=f"no error; it returned {describe(value)}", expected=f"a {error}", mistakes=mistakes)
