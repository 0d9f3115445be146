"""It looks as if coins are thrown at evaluation too, although the result does not use them: without an rng
your function fails there. It is a waste besides, and moves a shared rng on.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = bernoulli_mask(x.shape, p, rng)
    return x * mask if training else x
