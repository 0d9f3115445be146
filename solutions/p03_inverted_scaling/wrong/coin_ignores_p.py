"""It looks as if every coin is fair, as from `integers(0, 2)`: half of the entries are dropped whatever p is.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.integers(0, 2, x.shape)
    return (x * mask / (1 - p)).astype(x.dtype), mask
