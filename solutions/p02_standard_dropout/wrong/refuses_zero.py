"""It looks as if p = 0 is refused. It is a fair wish, to drop nothing: so dropout is switched off without a
change to the program. The bracket in [0, 1) tells which end belongs to it.
"""


def standard_dropout(x, p, training, rng):
    if not 0 < p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
