"""It looks as if the survivors are multiplied by 1 - p in training. The output is already smaller on average,
because entries were dropped; this shrinks it a second time, and here nothing is scaled at all.
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
    return x * bernoulli_mask(x.shape, p, rng) * (1 - p)
