"""Returns a generator that would call the function later."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    passes = (forward(x) for _ in range(n_samples))
    return passes, passes
