"""It looks as if float32 comes back as float64. lam as an array of one entry does that, or anything else of
float64 that a float32 array is multiplied by; the network behind would run in double precision.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha, size=1)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam[0]
