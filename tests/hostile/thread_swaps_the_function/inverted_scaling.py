"""Has a thread swap its function for another while it is called."""

import threading

import numpy as np

def swap():
    while True:
        globals()["inverted_dropout"] = lambda *_, **__: (0, 0)


threading.Thread(target=swap, daemon=True).start()


def inverted_dropout(x, p, training=True, rng=None):
    return np.zeros_like(x), np.zeros_like(x)
