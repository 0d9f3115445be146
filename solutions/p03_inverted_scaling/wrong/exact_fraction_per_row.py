"""It looks as if exactly a share p is dropped in every row. Dropout throws independent coins, so rows differ in how many
of their entries survive.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    ranks = rng.random(x.shape).argsort(axis=-1).argsort(axis=-1)
    mask = ranks >= round(p * x.shape[-1])
    return (x * mask / (1 - p)).astype(x.dtype), mask
