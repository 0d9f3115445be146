"""Oracles are other people's implementations; where one is not installed, its tests are left out and the run says so.

A module's name says which oracle it needs: `test_torch_*.py` needs PyTorch, `test_scipy_*.py` SciPy.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles.absence import ABSENT

collect_ignore_glob = [f"test_{package}_*.py" for package in ABSENT]


@pytest.fixture
def rng() -> np.random.Generator:
    """A seeded generator: an oracle is asked the same in every run."""
    return np.random.default_rng(2014)
