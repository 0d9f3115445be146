"""One loop for both passes, entry by entry, with one draw for each coin; None is looked at before p."""

import numpy as np


def _scaled(values, mask, p):
    result = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        if mask[place]:
            result[place] = values[place] / (1 - p)
    return result


def dropout_forward(x, p, training=True, rng=None):
    if p < 0 or not p < 1:
        raise ValueError("not a probability of dropping below 1")
    if not training:
        return x, None
    mask = np.zeros(x.shape, dtype=np.uint8)
    for place in np.ndindex(x.shape):
        mask[place] = rng.uniform() > p
    return _scaled(x, mask, p), mask


def dropout_backward(dout, mask, p):
    if mask is None:
        return dout
    if p < 0 or not p < 1:
        raise ValueError("not a probability of dropping below 1")
    return _scaled(dout, mask, p)
