"""It looks as if your mask holds 1 / (1 - p) in place of 1. A Bernoulli mask only says who stays and who
goes, and in naive dropout no factor stands anywhere: whoever adds one later would apply it twice.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return (rng.random(shape) >= p) / (1 - p)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return (x * bernoulli_mask(x.shape, p, rng)).astype(x.dtype)
