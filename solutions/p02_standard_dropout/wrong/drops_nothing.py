"""It looks as if nothing is dropped in training: every entry survives. Perhaps the random numbers are
compared with something that they never reach (those of `rng.random` lie in [0, 1)), or the mask is made and
not used.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) < (1 - p) / (1 - p)
    return x * mask, mask
