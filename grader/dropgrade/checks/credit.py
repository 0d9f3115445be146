"""Points for part of a check: for what was right before it failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Earned:
    """The largest share credited in a check so far, and what it was for."""

    share: float = 0.0
    words: str = ""


_EARNED: ContextVar[Earned | None] = ContextVar("earned", default=None)


def credit(share: float, words: str) -> None:
    """Give a share of the check's points, from 0 to 1, for what is right so far, even if the rest fails.

    `words` say what is right. If there are several credits, the largest counts. Raises `ValueError` for any other
    share.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"credit({share}, …): a share lies between 0 and 1")
    earned = _EARNED.get()
    if earned is not None and share > earned.share:
        earned.share, earned.words = float(share), words


@contextmanager
def earning() -> Iterator[Earned]:
    """Collect the credits of a check."""
    earned = Earned()
    token = _EARNED.set(earned)
    try:
        yield earned
    finally:
        _EARNED.reset(token)
