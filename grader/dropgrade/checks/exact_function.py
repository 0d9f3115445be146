"""A function whose value follows from its arguments by a formula, and the conventions of such functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from dropgrade.checks.arrays import alike, expect_array, expect_like, expect_value
from dropgrade.checks.behaviour import attempt, expect_returns, expect_unchanged
from dropgrade.checks.failure import Names, expect_that
from dropgrade.checks.finite_numbers import unlisted
from dropgrade.checks.readings import Changes, as_numbers, explained_by, measured, same_numbers, shown
from dropgrade.checks.refusals import expect_refused, rates_outside
from dropgrade.checks.student import Student

Generator = np.random.Generator
READ = 100
"""How much closer than the right value the value of a mistake has to be, so that no similar one is taken for it."""


@dataclass(frozen=True)
class ExactFunction:
    """A function that has to agree with a formula, and all checks of it.

    `formula(*arguments, **changes)` is right without changes, and `mistakes` has the changes that make each mistake, as
    in `explained_by`. `usual` draws ordinary arguments from rng. `what` says what the value is called, and `rtol` how
    exact it has to be. `random` are the mistakes of a function that draws, and `free` those with a number of the
    student's choice, which the diagnosis cannot compare. `judged` converts a result to what the formula gives, if a
    part of it is checked elsewhere.
    """

    function: str
    what: str
    formula: Callable[..., Any]
    usual: Callable[[Generator], tuple[Any, ...]]
    mistakes: Mapping[str, Changes | Sequence[Changes]] = field(default_factory=dict)
    random: Names = ()
    free: Names = ()
    rtol: float | None = None
    judged: Callable[[Any], Any] = unlisted

    def call(self, student: Student) -> Callable[..., object]:
        """Return the student's function."""
        return getattr(student, self.function)  # type: ignore[no-any-return]

    def expect(
        self,
        student: Student,
        *arguments: object,
        where: str = "",
        read: bool = True,
        also: Callable[[], Mapping[str, bool]] = dict,
    ) -> Any:  # noqa: ANN401
        """Expect the value of the formula, in two calls; returns it. `where` is such as "at p = 0.3".

        Proposes the mistakes that explain a wrong value, if `read` is True. `also` returns more names, which are used
        if none of them does. A list of the right numbers is `list_for_array`.
        """
        value = self.call(student)(*arguments)
        observed, expected, what = self.judged(value), self.formula(*arguments), self._named(where)
        self._expect_again(student, observed, arguments)
        rtol = self.rtol and self.rtol / READ
        known = explained_by(observed, self.formula, self.mistakes, *arguments, rtol=rtol) if read else {}
        known = known or ({} if same_numbers(observed, expected, self.rtol) else dict(also()))
        known |= {"list_for_array": isinstance(value, list) and observed is not value}
        with measured(None if any(known.get(name) for name in self.free) else observed):
            if not np.ndim(expected):
                return expect_value(observed, float(expected), what=what, mistakes=known, rtol=self.rtol)
            given = value if isinstance(value, list) else observed
            return expect_array(given, expected, what=what, mistakes=known, rtol=self.rtol)

    def _named(self, where: str) -> str:
        """Return what the value is called; the place comes first, as an index follows."""
        return f"{where}: {self.what}" if where else self.what

    def _expect_again(self, student: Student, observed: object, arguments: tuple[object, ...]) -> None:
        """Expect a second call to give the same numbers, if both calls give numbers."""
        numbers, again = as_numbers(observed), as_numbers(self.judged(attempt(self.call(student), *arguments)))
        same = numbers is None or again is None or alike(numbers, again)
        expect_that(same, what=f"{self.what} in two calls alike", observed="different numbers",
                    expected="the same numbers", mistakes=self.random)  # fmt: skip

    def works(self, student: Student, rng: Generator) -> bool:
        """Return whether ordinary arguments give finite numbers; if not, another check reports it."""
        return as_numbers(self.judged(attempt(self.call(student), *self.usual(rng)))) is not None

    def expect_special(
        self, student: Student, rng: Generator, *arguments: object, where: str, mistakes: Names = ()
    ) -> Any:  # noqa: ANN401
        """Expect the right value for special arguments; returns it.

        `mistakes` are named for an exception, NaN or infinity, unless ordinary arguments give no numbers either.
        """
        names = mistakes if self.works(student, rng) else ()
        value = expect_returns(self.call(student), *arguments, what=self._named(where), mistakes=names)
        undefined = dict.fromkeys(names, shown(value) is not value)
        return self.expect(student, *arguments, where=where, read=False, also=lambda: undefined)

    def expect_dtype(self, student: Student, x: np.ndarray[Any, Any], *others: object) -> None:
        """Expect the right value, with the dtype and the shape of the first argument."""
        out = expect_like(self.call(student)(x, *others), x, what=self.what)
        expect_array(out, self.formula(x, *others).astype(x.dtype), what=self.what, rtol=self.rtol)

    def expect_unchanged(self, student: Student, *arguments: object, what: str = "the input") -> None:
        """Expect a call to leave its arguments as they were; proposes `changes_input`."""
        self.call(student)(*arguments)
        expect_unchanged(student, what=what, mistakes=["changes_input"])

    def expect_refusals(
        self, student: Student, rng: Generator, values: Sequence[float] = (), *, name: str = "p", accepts: str = ""
    ) -> None:
        """Expect ValueError for these values of the last argument, by default for rates of dropout outside [0, 1)."""
        *others, usual = self.usual(rng)
        call = partial(self.call(student), *others)
        call(usual)  # what cannot do this refuses nothing
        refused = {f"{name} = {value:g}": partial(call, value) for value in values or rates_outside(rng)}
        expect_refused(self.function, refused, accepts=accepts or f"takes_any_{name}")
