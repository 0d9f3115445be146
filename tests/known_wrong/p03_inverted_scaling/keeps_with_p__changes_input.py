"""p is used as the chance of keeping, and x is changed in place."""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < p
    x *= mask
    x /= p
    return x, mask
