"""It looks as if the mask is on all that goes into tanh, and not on the state that is fed back. A dropped
unit then does not see the input and the bias either, and its state is 0 at every step.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        total = x[:, t] @ w_x + h @ w_h + b
        if training:
            total = total * mask / (1 - p)
        h = np.tanh(total)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
