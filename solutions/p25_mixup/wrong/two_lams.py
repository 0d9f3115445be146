"""It looks as if lam is drawn twice, once for x and once for y. The label then says another share than the
one that is in the picture.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    perm = rng.permutation(len(x))
    lam_x, lam_y = rng.beta(alpha, alpha, size=2)
    mixed_x = lam_x * x + (1 - lam_x) * x[perm]
    mixed_y = lam_y * y + (1 - lam_y) * y[perm]
    return mixed_x.astype(x.dtype), mixed_y.astype(y.dtype), float(lam_x)
