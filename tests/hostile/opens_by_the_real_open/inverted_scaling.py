"""Takes the real functions out of those that lead to its folder, and opens a file of the host."""

import builtins
import os

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


def real(function):
    return next(cell.cell_contents for cell in function.__closure__ if type(cell.cell_contents).__name__.startswith("builtin"))


for act in (lambda: real(os.remove)("/tmp/dropgrade-hostile-canary"), lambda: real(os.listdir)("/tmp")):
    try:
        act()
    except PermissionError:
        continue
    raise SystemExit
real(builtins.open)("/tmp/dropgrade-hostile-canary").read()
