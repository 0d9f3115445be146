"""It looks as if nothing is ever dropped: every entry stays. Perhaps the random numbers are compared with
something that they never reach (those of `rng.random` lie in [0, 1)), or the mask is made and not used.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) < (1 - p) / (1 - p)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
