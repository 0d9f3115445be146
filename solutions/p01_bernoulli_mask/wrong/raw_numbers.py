"""It looks as if the mask holds the random numbers themselves: hundreds of different values between 0 and 1.
A coin falls on one of two sides. Here every entry is shrunk a little and none is dropped.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return (x * bernoulli_mask(x.shape, p, rng)).astype(x.dtype)
