"""Points for a part of a check: what was shown before it failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Earned:
    """The largest share that was credited in a check so far, and for what."""

    share: float = 0.0
    words: str = ""


_EARNED: ContextVar[Earned | None] = ContextVar("earned", default=None)


def credit(share: float, words: str) -> None:
    """Give a share of the check's points, from 0 to 1, for what was shown so far, even if the rest fails.

    `words` say what is right. Of several credits the largest counts. Raises `ValueError` for another share.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"credit({share}, …): a share lies between 0 and 1")
    earned = _EARNED.get()
    if earned is not None and share > earned.share:
        earned.share, earned.words = float(share), words


@contextmanager
def earning() -> Iterator[Earned]:
    """Collect what a check credits."""
    earned = Earned()
    token = _EARNED.set(earned)
    try:
        yield earned
    finally:
        _EARNED.reset(token)
