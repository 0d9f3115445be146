"""A pair in place of the output, which became float64."""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.binomial(1, 1 - p, shape).astype(float)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = bernoulli_mask(x.shape, p, rng)
    return x * mask, mask
