"""Attention dropout
=================

Attention lets each position of a sequence, a query, collect values from other positions: it compares itself
with their keys, and takes more of the values whose keys fit. A network can come to rely on the one position
that always fits best. In training, attention dropout removes single weights between a query and a key, so that a
query has to find what it needs in more than one place.

What to write
-------------
`attention(q, k, v, p, training, rng)` returns the pair `(out, weights)`. The shapes are

    q: (batch, heads, queries, d)    k: (batch, heads, keys, d)    v: (batch, heads, keys, e)

Every sample and every head works by itself. For query i and key j (d is the length of a query, q.shape[-1]):

    scores[i, j]  = (q[i] . k[j]) / sqrt(d)
    softmax[i, j] = exp(scores[i, j]) / sum over all keys l of exp(scores[i, l])

At evaluation (`training` is False), weights = softmax. In training, every weight has a coin of its own. It is
applied AFTER the softmax, and survivors are multiplied by the factor of inverted dropout (p03):

    mask[i, j]    = 1 with probability 1 - p, else 0
    weights[i, j] = softmax[i, j] * mask[i, j] / (1 - p)

In both modes out[i] = sum over all keys j of weights[i, j] * v[j].

Conventions
-----------
- p is the probability of DROPPING a weight: p = 0.2 keeps about 80 % of them.
- out has the shape (batch, heads, queries, e), weights (batch, heads, queries, keys).
- The weights that you return are those that out was made of: in training with zeros where a weight was
  dropped, and with the factor. No mask is returned.
- Nothing is made to add up to 1 again: in training a query's weights do so only on average.
- Coins are independent: between samples, heads, queries and keys. Only weights are dropped.
- Scores may be in the thousands, of either sign, and must still give finite weights: subtract each row's largest
  score before the exponential. That changes nothing else.
- q, k and v have one dtype, and out and weights have it too (float32 stays float32). Note that `np.sqrt(d)` is
  a NumPy float64, which turns what it divides into float64; `d**0.5` does not.
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation needs none: rng may be None.
- q, k and v are never changed in place. No positions are hidden from a query ("causal mask"): all keys count.
- p outside [0, 1) raises `ValueError`, in training and at evaluation alike. p = 0 is fine: it drops nothing.

An example
----------
One sample, one head, one query, three keys, d = 4, e = 2, and so sqrt(d) = 2:

    q = [[2, 0, 0, 0]]     k = [[0, 5, 0, 0],  [1, 0, 0, 3],  [2, 0, 7, 0]]     v = [[1, 0], [0, 1], [1, 1]]

    scores      = [[0, 1, 2]]
    evaluation:   weights = [[0.0900, 0.2447, 0.6652]]    out = [[0.7553, 0.9100]]

In training with p = 0.2 and the coins [1, 0, 1], the factor is 1.25:

    weights = [[0.1125, 0.0000, 0.8316]]    out = [[0.9441, 0.8316]]

These weights add up to 0.9441. With other coins it may be 1.25 or 0; on average it is 1.

Reading: Vaswani et al. (2017), section 3.2.1, for attention; they do not mention dropout of the weights. Radford
et al. (2018) list it among their model specifications as attention dropout, with p = 0.1. Some programs make the
surviving weights add up to 1 again; common libraries do not, and here it is not asked for.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    """Return (out, weights): attention whose weights are dropped in training."""
    raise NotImplementedError


if __name__ == "__main__":  # python attention_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
