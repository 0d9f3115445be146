"""p is used as the chance of keeping, and the survivors are divided by it."""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) < p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng) / p
