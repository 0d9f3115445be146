"""It looks as if alpha itself is the weight. Alpha is the parameter of the distribution that lam is drawn
from; a weight that is the same in every step shows the network one kind of blend only, and an alpha
above 1 is no weight at all.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    perm = rng.permutation(len(x))
    return alpha * x + (1 - alpha) * x[perm], alpha * y + (1 - alpha) * y[perm], alpha
