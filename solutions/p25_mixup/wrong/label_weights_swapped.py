"""It looks as if the rows and their labels are weighted crosswise: lam goes to the row in x, and to its
partner in y. A picture that is mostly cat gets a label that says mostly dog.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y[perm] + (1 - lam) * y, lam
