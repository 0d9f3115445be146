"""It looks as if the mask that you return carries a factor. It must hold 0 and 1: standard dropout has no
factor in training, and the gradient that this mask is meant for would get one.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask * (1 - p)
