"""It looks as if every coin is fair, as from `integers(0, 2)`: half of the entries are dropped whatever p is,
while the factor at evaluation goes by p.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.integers(0, 2, x.shape).astype(bool)
    return x * mask, mask
