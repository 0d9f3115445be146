"""In place, and the partners are read after they were weighted."""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    x *= lam
    x += (1 - lam) * x[perm]
    y *= lam
    y += (1 - lam) * y[perm]
    return x, y, lam
