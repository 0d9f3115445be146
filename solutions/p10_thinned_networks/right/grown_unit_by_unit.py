"""Masks and probabilities doubled unit by unit; averages by einsum and by np.average."""

import numpy as np


def all_masks(n):
    masks = np.zeros((1, 0), dtype=np.int8)
    for _ in range(n):
        masks = np.concatenate([np.pad(masks, ((0, 0), (0, 1))), np.pad(masks, ((0, 0), (0, 1)), constant_values=1)])
    return masks


def weights_of(masks, p):
    if not (p >= 0 and p < 1):
        raise ValueError("bad rate")
    kept = masks.sum(axis=1, dtype=int)
    return (1 - p) ** kept * p ** (masks.shape[1] - kept)


def ensemble_mean(x, w, b, p):
    masks = all_masks(x.size)
    return np.average(np.einsum("mn,n,n->m", masks, x, w) + b, weights=weights_of(masks, p))


def ensemble_softmax(x, W, b, p):
    masks = all_masks(x.size)
    weights = weights_of(masks, p)
    scores = np.einsum("mn,n,nk->mk", masks, x, W) + b
    logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    mean = np.average(logs, axis=0, weights=weights)
    return np.exp(mean - np.logaddexp.reduce(mean))
