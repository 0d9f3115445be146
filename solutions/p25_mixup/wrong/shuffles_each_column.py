"""It looks as if every column is shuffled by itself, as by `permuted`. A partner is then patched together
from many samples, and there is no label that says what it is.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(y))
    return lam * x + (1 - lam) * rng.permuted(x, axis=0), lam * y + (1 - lam) * y[perm], lam
