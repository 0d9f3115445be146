"""Programs that drop, as a suite sees them: a correct one, and the same with a line changed."""

from __future__ import annotations

from dropgrade.checks import Student
from dropgrade.checks.dropout import Backward, Dropout
from tests.local import local_student

RIGHT = """
import numpy as np

def drop(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    out = x * mask
    out = out / (1 - p)
    out = out.astype(x.dtype)
    return out, mask

def back(dout, mask, p):
    if mask is None:
        return dout
    dx = dout * mask
    dx = dx / (1 - p)
    dx = dx.astype(dout.dtype)
    return dx
"""
ENTRIES = Dropout("drop", sharing={"one_coin_per_sample": (1,)})
FEATURES = Dropout(
    "drop",
    units="features",
    many=(70, 8, 90),
    some=(41, 8, 53),
    few=(21, 7, 31),
    shared=(1,),
    sharing={"per_element": (), "drops_time_steps": (2,), "drops_whole_samples": (1, 2)},
    names={0: "samples", 2: "features"},
)
BACKWARD = Backward(ENTRIES, "back")


def right_but(before: str, after: str) -> Student:
    """Return the correct program with a line changed, keeping its indentation."""
    assert RIGHT.count(f"{before}\n") == 1, before
    indentation = RIGHT.split(before + "\n", maxsplit=1)[0].rsplit("\n", 1)[-1]
    return local_student(RIGHT.replace(before + "\n", after.replace("\n", "\n" + indentation) + "\n"))
