"""Writes on the host by compiled code of packages: arrays, tables, data bases."""

import numpy as np
import pandas
import scipy.io


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


target = "/tmp/dropgrade-hostile-canary"
table = pandas.DataFrame({"a": [1]})
written = 0
for act in (
    lambda: np.ones(3).tofile(target), lambda: np.memmap(target, np.uint8, "w+", shape=3), lambda: table.to_csv(target),
    lambda: scipy.io.savemat(target, {"a": 1}, appendmat=False), lambda: np.save(open(target, "wb"), 1), lambda: table.to_pickle(target),
    lambda: table.to_sql("t", "sqlite:///" + target),
):
    try:
        act()
        written += 1
    except (OSError, ImportError):
        continue
if not written:
    raise PermissionError("all refused")
