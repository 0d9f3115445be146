"""Standard dropout in place of inverted: no factor in training, (1 - p) at evaluation.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype), mask
