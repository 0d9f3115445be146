"""It looks as if a call that leaves `training` out is taken for an evaluation: nothing is dropped unless it is asked
for. Whoever relies on the signature in the statement then trains without dropout, and nothing says so.
"""


def inverted_dropout(x, p, training=False, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
