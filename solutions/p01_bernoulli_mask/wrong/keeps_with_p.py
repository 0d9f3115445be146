"""It looks as if an entry is kept with probability p: only a share p survives. Here p is the probability of
dropping, and a 1 in the mask marks an entry that stays. At p = 0.3 you throw away 70 % of the input.
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
    return x * bernoulli_mask(x.shape, p, rng)
