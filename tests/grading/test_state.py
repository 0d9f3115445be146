"""Which of the course's own programs keep no state, and which can run in the grader's process."""

from __future__ import annotations

import pytest

from dropgrade.grading.state import keeps_state, only_computes


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
    """Module and class variables, mutable defaults, and attributes of anything but self count as state."""
    assert keeps_state(source) is keeps


@pytest.mark.parametrize(
    ("source", "computes"),
    [
        ("import numpy as np\n\ndef f(x, rng):\n    return x * (rng.random(x.shape) < 0.5)\n", True),
        ("import numpy as np\n\ndef f(x):\n    return np.random.default_rng(0).random(x.shape)\n", True),
        ("def f(x):\n    return sum(v for v in x if v)\n", True),
        ("def f(x):\n    while x: pass\n", False),
        ("import numpy as np\n\ndef f(x):\n    return np.random.rand(3)\n", False),
        ("import numpy as np\n\ndef f(x):\n    np.seterr(all='raise')\n", False),
        ("import os\n\ndef f(x): os._exit(0)\n", False),
        ("from sys import exit\n", False),
        ("def f(x): return open('a').read()\n", False),
        ("import numpy as np\n\ndef f(x): np.save('a', x)\n", False),
        ("def f(x): return x.__class__.__bases__\n", False),
        ("def f(:\n", False),
    ],
)
def test_what_only_computes_is_seen_in_the_text(source: str, computes: bool) -> None:
    """A program that might not end, or uses more than its arguments, needs its own process."""
    assert only_computes(source) is computes
