"""Has packages start processes: a clipboard, a compiler, workers, a shell."""

import ctypes
import subprocess

import numpy as np
import pandas


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


def by_workers():
    import scipy.optimize

    scipy.optimize.differential_evolution(lambda x: x[0] ** 2, [(0, 1)], workers=2, maxiter=1)


def by_a_shell():
    if ctypes.CDLL(None).system(b"touch /tmp/dropgrade-hostile-canary"):
        raise OSError("refused")


started = 0
for act in (pandas.read_clipboard, by_workers, by_a_shell, lambda: subprocess.run(["gcc", "--version"])):
    try:
        act()
        started += 1
    except Exception:
        continue
if not started:
    raise PermissionError("all refused")
