"""Sample by sample and step by step, with coins from `rng.choice`."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    masks, sequences = [], []
    for steps, start in zip(x, h0):
        coins = rng.choice([0, 1], size=start.shape, p=[p, 1 - p]) if training else np.ones(start.shape)
        scale = 1 - p if training else 1.0
        h, states = start.copy(), []
        for step in steps:
            fed_back = h * coins / scale
            h = np.tanh(step @ w_x + fed_back @ w_h + b).astype(x.dtype)
            states.append(h)
        masks.append(coins)
        sequences.append(states)
    return np.array(sequences), np.array(masks) if training else None
