"""A lam for each sample, and no look at alpha."""


def mixup(x, y, alpha, rng):
    n = len(x)
    lam = rng.beta(abs(alpha) + 1e-9, abs(alpha) + 1e-9, size=(n, 1))
    perm = rng.permutation(n)
    wide = lam.reshape([n] + [1] * (x.ndim - 1))
    mixed_x = (wide * x + (1 - wide) * x[perm]).astype(x.dtype)
    mixed_y = (lam * y + (1 - lam) * y[perm]).astype(y.dtype)
    return mixed_x, mixed_y, lam
