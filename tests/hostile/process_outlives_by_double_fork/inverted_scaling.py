"""Turns a grandchild into a daemon that belongs to init."""

import os
import sys

import numpy as np


def leave_a_daemon():
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(120)", "dropgrade-hostile-survivor"])


try:
    leave_a_daemon()
except OSError:
    pass


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
