"""It looks as if lam came from Beta(alpha, 1), or another beta whose two parameters differ. It then leans
to one side: for large alphas the rows are hardly mixed at all.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, 1.0)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
