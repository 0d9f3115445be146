"""It looks as if the mask that you return carries the factor already. The statement asks for 0 and 1: whoever uses this
mask applies the factor, and would then apply it twice.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return (x * mask).astype(x.dtype), mask
