"""It looks as if alpha made no difference to lam, as when it is drawn evenly between 0 and 1. Then nobody
can choose between samples that are hardly mixed and samples that are mixed half and half.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.random()
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
