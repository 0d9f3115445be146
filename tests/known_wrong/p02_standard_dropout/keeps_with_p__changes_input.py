"""p is used as the chance of keeping, and x is changed in place."""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * p, None
    mask = rng.random(x.shape) < p
    x *= mask
    return x, mask
