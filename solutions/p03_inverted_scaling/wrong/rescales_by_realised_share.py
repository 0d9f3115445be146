"""It looks as if the survivors are scaled by the share that happened to survive in this draw, in place of the share
that is expected. Every entry's factor then depends on all the other coins, and the output is not x * mask / (1 - p).
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask * (x.size / max(mask.sum(), 1))).astype(x.dtype), mask
