"""It looks as if x is taken to have two dimensions. Images have four here: samples, channels, rows and
columns.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    n, d = x.shape
    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(n)
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
