"""It looks as if lam went to the partner, and 1 - lam to the row itself. The blend is a fair one, but the
lam that you return is the weight of the wrong row, and whoever uses it for the loss weighs the labels
the wrong way round.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return (1 - lam) * x + lam * x[perm], (1 - lam) * y + lam * y[perm], lam
