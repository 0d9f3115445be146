"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor 1 / (1 - p) is infinite, and above it
weights would change their sign: such a p is always a mistake of the caller's, and must be refused where
it is made.
"""


def dropconnect_forward(x, w, b, p, training, rng):
    if not training:
        return x @ w + b, None
    mask = rng.random(w.shape) >= p
    kept = (w * mask / (1 - p)).astype(w.dtype)
    return x @ kept + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    factors = (mask / (1 - p)).astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = (x.T @ dy) * factors
    db = dy.sum(axis=0)
    return dx, dw, db
