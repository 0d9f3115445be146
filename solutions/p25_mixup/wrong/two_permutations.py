"""It looks as if x and y are shuffled apart, each by a permutation of its own. The second part of a label
then belongs to a sample that is not in the picture.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    mixed_x = lam * x + (1 - lam) * x[rng.permutation(len(x))]
    mixed_y = lam * y + (1 - lam) * y[rng.permutation(len(y))]
    return mixed_x, mixed_y, lam
