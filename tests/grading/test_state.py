"""Which programs of a course's own can carry nothing from one check to the next."""

from __future__ import annotations

import pytest

from dropgrade.grading.state import keeps_state


@pytest.mark.parametrize(
    ("source", "keeps"),
    [
        ("import numpy as np\n\ndef f(x, p=0.5):\n    return x * p\n", False),
        ("class A:\n    def __init__(self, p=0.5):\n        self.p = p\n", False),
        ("rng = object()\n\ndef f(x): return x\n", True),
        ("n: int = 0\n", True),
        ("class A:\n    mask = None\n", True),
        ("def f(x):\n    global n\n    n = x\n", True),
        ("def f(x, kept=[]):\n    kept.append(x)\n", True),
        ("def f(x, *, rng=object()): return x\n", True),
        ("def f(x):\n    f.mask = x\n", True),
        ("def f(:\n", True),
    ],
)
def test_state_is_seen_in_the_text(source: str, keeps: bool) -> None:
    """Names of a module or class, defaults that live on, and attributes of anything but self can be changed."""
    assert keeps_state(source) is keeps
