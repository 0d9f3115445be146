"""Returns arrays that a thread goes on changing while they are read."""

import threading

import numpy as np


def stir(array):
    values = np.random.default_rng(0)
    while True:
        array[...] = values.random(array.shape)


def inverted_dropout(x, p, training=True, rng=None):
    shared = np.zeros_like(x, dtype=float)
    threading.Thread(target=stir, args=(shared,), daemon=True).start()
    return shared, shared
