"""It looks as if an alpha of 0 or below is not refused with ValueError. There is no beta distribution with
such parameters, and a caller who passes one should hear of it.
"""


def mixup(x, y, alpha, rng):
    lam = rng.beta(alpha, alpha) if alpha > 0 else 1.0
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
