"""It looks as if p outside [0, 1) is accepted, in one of the modes at least. At p = 1 nothing is left, and
above it evaluation would change the sign of x: such a p is a mistake of the caller's and must be refused
where it is made.
"""


def standard_dropout(x, p, training, rng):
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
