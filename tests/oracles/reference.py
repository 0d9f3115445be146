"""The reference of a problem, as a plain module: no pipe, no worker."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from tests.conftest import ROOT

Array = np.ndarray[Any, Any]


@lru_cache
def reference(problem: str) -> ModuleType:
    """Import solutions/pNN_name/name.py by the problem's name."""
    file = ROOT / "solutions" / problem / f"{problem.partition('_')[2]}.py"
    spec = importlib.util.spec_from_file_location(f"reference_of_{problem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def same(a: object, b: object, rtol: float = 1e-12) -> bool:
    """Whether two results agree in shape and, up to rounding, in value."""
    first, second = (np.asarray(getattr(value, "detach", lambda v=value: v)()) for value in (a, b))
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=rtol, atol=rtol))
