"""It looks as if the survivors are multiplied by 1 - p in training. The average output there is already (1 -
p) x, because entries were dropped; this makes it (1 - p)² x, and evaluation does not match it.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask * (1 - p), mask
