"""It looks as if lam goes to the partner in x, while in y it goes to the row itself. A picture that is mostly
dog gets a label that says mostly cat.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return lam * x[perm] + (1 - lam) * x, lam * y + (1 - lam) * y[perm], lam
