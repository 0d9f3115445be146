"""It looks as if training at p = 0 returns None for the mask, as evaluation does. Nothing is dropped there either,
but coins were thrown, and all of them fell the same way: a caller who counts the survivors, or multiplies by the
mask, finds no array.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training or p == 0:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
