"""Numbers of which any within a range is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dropgrade.checks.by_formula import ROUNDING
from dropgrade.checks.failure import expect_that

Turned = Callable[[float], float]


@dataclass(frozen=True)
class Ranges:
    """The lowest and the highest number that is right for each kind of thing, both included."""

    of: Mapping[str, tuple[float, float]]

    def allow(self, kind: str, number: float) -> bool:
        """Whether a number is right for a kind, except for rounding."""
        low, high = self.of[kind]
        return low - ROUNDING <= number <= high + ROUNDING

    def words(self, kind: str) -> str:
        """The numbers that are right for a kind, in words."""
        low, high = self.of[kind]
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"

    def expect_all(
        self,
        found: Mapping[str, float],
        *,
        what: str,
        turned: Mapping[str, Turned] | None = None,
        mistakes: Mapping[str, bool] | None = None,
        named: Mapping[str, str] | None = None,
    ) -> None:
        """Expect a number within its range for every kind; `what` is a word for such a number, for example `rate`.

        `turned` has mistakes with what makes their numbers right. Where neither these nor `mistakes` explain the
        numbers, names such as `hidden_rate_too_low` and `hidden_rate_too_high` are proposed, or others by `named`.
        """
        outside = [kind for kind in self.of if not self.allow(kind, found[kind])]
        known = dict(mistakes or {})
        for name, back in (turned or {}).items():
            known[name] = all(self.allow(kind, back(found[kind])) for kind in self.of)
        sides = [f"{kind}_{what}_too_{'low' if found[kind] < self.of[kind][0] else 'high'}" for kind in outside]
        expect_that(
            not outside,
            what=f"the {what} of {' and of '.join(outside)}",
            observed=", ".join(f"{found[kind]:.10g}" for kind in outside),
            expected=", ".join(map(self.words, outside)),
            mistakes=known if any(known.values()) else [(named or {}).get(side, side) for side in sides],
        )
