"""It looks as if the coins are thrown with normal random numbers (`randn`, `standard_normal`). How often
those exceed p follows the bell curve and not p: at p = 0.3 they do so 38 % of the time. A coin with a given
probability needs uniform numbers.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.standard_normal(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
