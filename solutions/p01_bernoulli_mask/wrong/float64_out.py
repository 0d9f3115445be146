"""It looks as if float32 input comes back as float64, because a float64 mask was multiplied in. Networks are
trained in float32 to halve memory and time: one such layer undoes that for everything behind it.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return (rng.random(shape) >= p).astype(float)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
