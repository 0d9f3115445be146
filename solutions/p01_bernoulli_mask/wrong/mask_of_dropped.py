"""It looks as if the ones in your mask mark the entries that are dropped. naive_dropout turns that round
again, but whoever else multiplies by this mask keeps exactly what should go.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) < p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    dropped = bernoulli_mask(x.shape, p, rng)
    return x * ~dropped
