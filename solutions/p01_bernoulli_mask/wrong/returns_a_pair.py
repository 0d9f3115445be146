"""It looks as if naive_dropout returns the mask beside the output. Here out alone is asked for: a caller that
takes the result for an array gets a tuple, and every sum over it goes wrong. (The pair comes in p02.)
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = bernoulli_mask(x.shape, p, rng)
    return x * mask, mask
