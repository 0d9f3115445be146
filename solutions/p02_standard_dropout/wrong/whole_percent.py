"""It looks as if p is rounded to whole per cents, as by drawing integers below 100. At p = 0.004 nothing is
dropped at all.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.integers(0, 100, x.shape) >= int(p * 100)
    return x * mask, mask
