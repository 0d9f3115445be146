import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p")
    mask = None
    if training:
        mask = rng.random(w_h.shape) >= p
        w_h = (w_h * mask / (1 - p)).astype(w_h.dtype)
    h, hs = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_x + h @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1), mask
