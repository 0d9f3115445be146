"""It looks as if p outside [0, 1) is accepted, in one of the functions or modes at least. No coin has a
probability of 1.5, and at p = 1 nothing would be left: such a p is a mistake of the caller's and must be
refused, at evaluation too, or it stays hidden until training.
"""


def bernoulli_mask(shape, p, rng):
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
