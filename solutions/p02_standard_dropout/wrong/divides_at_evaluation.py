"""It looks as if x is divided by 1 - p at evaluation. Training gave the next layer less than x on average,
and this gives it more than x: the mismatch grows in place of vanishing.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x / (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
