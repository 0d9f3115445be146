"""It looks as if the survivors are scaled up by the share that happened to survive in this draw. Every entry
then depends on all the other coins; and naive dropout scales nothing.
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
    return (x * mask * (mask.size / max(mask.sum(), 1))).astype(x.dtype)
