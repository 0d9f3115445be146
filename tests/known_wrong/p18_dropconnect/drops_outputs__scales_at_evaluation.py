"""Standard dropout's evaluation after inverted dropout of y."""


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return (x @ w + b) * (1 - p), None
    y = x @ w + b
    mask = rng.random(y.shape) >= p
    return (y * mask / (1 - p)).astype(w.dtype), mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    dy = (dy * mask / (1 - p)).astype(w.dtype)
    dx = dy @ w.T
    dw = x.T @ dy
    db = dy.sum(axis=0)
    return dx, dw, db
