"""Returns an array of objects that write a file when they are unpickled."""

import numpy as np


class Bomb:
    def __reduce__(self):
        return open, ("/tmp/dropgrade-hostile-canary", "w")


def inverted_dropout(x, p, training=True, rng=None):
    bombs = np.empty(x.shape, dtype=object)
    bombs[...] = Bomb()
    return bombs, bombs
