"""It looks as if the survivors are divided by p, the chance of being dropped. The average must be brought back
from the share that is left, and that share is not p.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / p).astype(x.dtype), mask
