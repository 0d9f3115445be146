"""It looks as if the coins are thrown with normal random numbers (`randn`, `standard_normal`). How often
those exceed p follows the bell curve and not p: at p = 0.3 they keep 38 %, and the factor at evaluation no
longer fits the share that was kept. A coin with a given probability needs uniform numbers.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.standard_normal(x.shape) >= p
    return x * mask, mask
