import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p")
    h, hs = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_x + h @ w_h + b)
        hs.append(h)
    hs = np.stack(hs, axis=1)
    if not training:
        return hs, None
    mask = rng.random(h0.shape) >= p
    return (hs * mask[:, None] / (1 - p)).astype(x.dtype), mask
