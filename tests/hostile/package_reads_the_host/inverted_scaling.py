"""Reads files of the host by compiled code of packages: memory maps, fonts, tables, archives."""

import numpy as np
import pandas
import scipy.io


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


target = "/tmp/dropgrade-hostile-canary"
got = []
for act in (
    lambda: np.fromfile(target, np.uint8), lambda: np.memmap(target, np.uint8, "r"), lambda: pandas.read_csv(target),
    lambda: pandas.read_csv(target, engine="python", sep=None), lambda: scipy.io.loadmat(target), lambda: np.load(target),
    lambda: pandas.read_fwf(target), lambda: pandas.read_csv(target, memory_map=True), lambda: np.loadtxt(target, str),
):
    try:
        got.append(act())
    except OSError:
        continue
if not got:
    raise PermissionError("all refused")
