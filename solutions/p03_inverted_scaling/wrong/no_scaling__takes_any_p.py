"""The survivors are not scaled, and any p is taken.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype), mask
