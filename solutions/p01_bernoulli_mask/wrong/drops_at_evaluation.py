"""It looks as if entries are dropped at evaluation too. Predictions then change from call to call, and a
trained network is judged with parts of it missing.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x * bernoulli_mask(x.shape, p, rng)
