"""It looks as if the survivors change by amounts that differ from entry to entry, as with noise that is
multiplied in or a number that is added. Dropout removes an entry or leaves it, nothing in between.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = bernoulli_mask(x.shape, p, rng)
    return (x * mask * rng.normal(1, 0.1, x.shape)).astype(x.dtype)
