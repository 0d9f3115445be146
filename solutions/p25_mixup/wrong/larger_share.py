"""It looks as if lam is replaced by the larger of lam and 1 - lam. Some methods that grew out of mixup do
so, to keep a row recognisable; Beta(alpha, alpha) itself falls on both sides of one half alike.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    lam = max(lam, 1 - lam)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
