"""It looks as if x is changed in place, as by `x *= mask` or `x[...] = 0`. The caller's array is then
different after the call, and whatever else uses it, such as the backward pass of the layer before, works with
wrong values.
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
    x *= bernoulli_mask(x.shape, p, rng)
    return x
