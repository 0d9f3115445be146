"""The two results in a list, from differences to the first output."""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("no samples")
    first = np.asarray(forward(x), float)
    steps = [np.zeros_like(first)]
    while len(steps) < n_samples:
        steps.append(forward(x) - first)
    shift = sum(steps) / n_samples
    return [first + shift, np.maximum(sum(d * d for d in steps) / n_samples - shift * shift, 0)]
