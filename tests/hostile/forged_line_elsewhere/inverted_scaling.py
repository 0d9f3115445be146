"""Says that an exception came from a line of another file."""

import gc

import numpy as np

worker = next(each for each in gc.get_objects() if type(each).__name__ == "_Worker")
kind = type(worker)
honest = kind._send


def forged(self, message):
    honest(self, {"seq": message["seq"], "raised": {"type": "KeyError", "bases": ["KeyError"], "text": "a", "line": 1, "part": "/etc/passwd"}} if "data" in message else message)


kind._send = forged


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
