"""Returns the bytes of its input."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    return x.tobytes(), x.tobytes()
