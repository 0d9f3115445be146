"""The whole row with a share of the partner added, and that share never above one half."""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    lam = max(lam, 1 - lam)
    perm = rng.permutation(len(x))
    return x + (1 - lam) * x[perm], y + (1 - lam) * y[perm], lam
