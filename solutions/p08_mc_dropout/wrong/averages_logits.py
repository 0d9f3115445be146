"""It looks as if the average goes through a softmax, as if the outputs were logits. What forward returns is
averaged as it comes: a softmax of the average is not the average of what the network said.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    mean = samples.mean(axis=0)
    scores = np.exp(mean - np.max(mean, axis=-1, keepdims=True))
    return scores / np.sum(scores, axis=-1, keepdims=True), samples.var(axis=0)
