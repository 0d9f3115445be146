"""It looks as if entries are dropped at evaluation too. Predictions then change from call to call, and a
trained network is judged with parts of it missing.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = rng.random(x.shape) >= p
    if not training:
        return x * mask * (1 - p), None
    return x * mask, mask
