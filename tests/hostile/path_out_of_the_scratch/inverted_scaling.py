"""Writes to a file of the host by every path that leads out of its folder."""

import os
import pathlib
import shutil

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)


target = "tmp/dropgrade-hostile-canary"
refused = 0
acts = [
    lambda: open(f"../{target}", "w"), lambda: open(f"data/../../{target}", "w"), lambda: open(f"/problem/../{target}", "a"),
    lambda: pathlib.Path("x", "..", "..", target).write_text("changed"), lambda: os.remove(f"../{target}"),
    lambda: os.rename(f"/{target}", "stolen"), lambda: os.replace("data/x", f"/{target}"), lambda: shutil.move(f"/{target}", "x"),
    lambda: shutil.copy(f"/{target}", "x"), lambda: os.truncate(f"/{target}", 0), lambda: os.open(f"/{target}", os.O_RDWR),
]
for act in acts:
    try:
        act()
    except OSError:
        refused += 1
if refused == len(acts):
    raise PermissionError("all refused")
