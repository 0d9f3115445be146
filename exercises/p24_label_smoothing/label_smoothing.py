"""Label smoothing
===============

A label says: this class with probability 1, all others with 0. No softmax can give exactly that, so a network
that is trained on it pushes its logits, the numbers that go into the softmax, further and further apart, and
becomes more certain than its answers deserve. Smoothed labels ask for a little less. Then there is a best distance
between logits, and going beyond it costs.

What to write
-------------
`smooth_labels(y, alpha)`: y holds one row for each sample and one column for each class, of shape (N, K). It
returns an array of that shape:

    out[n, k]  =  (1 - alpha) * y[n, k] + alpha / K

`smoothed_cross_entropy(logits, y, alpha)`: logits has the shape (N, K), and here y holds the numbers of the
right classes, integers from 0 to K - 1, of shape (N,). It returns one number, the mean over the batch:

    log_p[n, k]  =  log of softmax(logits[n])[k]  =  logits[n, k] - log(sum over j of exp(logits[n, j]))
    q[n, k]      =  1 - alpha + alpha / K  if k is y[n],  else  alpha / K
    loss         =  (1 / N) * sum over n of ( - sum over k of q[n, k] * log_p[n, k] )

Conventions
-----------
- All K classes share alpha, the right one included: each gets alpha / K, and a row still sums to 1. (Some
  texts give alpha / (K - 1) to the wrong classes only. That is another formula, which is not meant here.)
- The y of smooth_labels is usually one-hot, but its rows may hold any probabilities.
- smooth_labels keeps the dtype of a y of floats (float32 stays float32). A y of integers gives float64.
- Logarithms are natural. The loss is a single number, as a float or as a NumPy scalar.
- Logits may be in the thousands, of either sign, and as far apart: the loss may then be large, but must be exact,
  neither infinite nor NaN. Nothing is added inside the logarithm.
- Neither y nor logits is ever changed in place.
- alpha outside [0, 1) raises `ValueError`, in both functions. alpha = 0 is fine: plain labels, and the plain
  cross-entropy.

An example
----------
K = 5 classes and alpha = 0.1, so that each class gets 0.02, and the right one 0.9 more:

    smooth_labels([[0, 1, 0, 0, 0]], 0.1)  ->  [[0.02, 0.92, 0.02, 0.02, 0.02]]

For logits = [[0.0, 2.0, 0.0, 0.0, 0.0]] the sum of the exponentials is 4 + 7.389, and its logarithm 2.4327. So
log_p is 2 - 2.4327 = -0.4327 for the right class and -2.4327 for each other:

    smoothed_cross_entropy(logits, [1], 0.0)  ->  0.4327
    smoothed_cross_entropy(logits, [1], 0.1)  ->  0.92 * 0.4327 + 4 * 0.02 * 2.4327  =  0.5927

(All but alpha are arrays, of course.) With a logit of 2000 in place of 2 the plain loss is 0, and the smoothed
one is 160: this is the certainty that smoothing is meant to prevent.

Reading: Szegedy et al. (2016), section 7, with 0.1 for 1000 classes. PyTorch's `cross_entropy` does the same with its
`label_smoothing`.
"""

import numpy as np


def smooth_labels(y, alpha):
    """Return the rows of y with a share alpha spread evenly over all classes; y is (N, K)."""
    raise NotImplementedError


def smoothed_cross_entropy(logits, y, alpha):
    """Return the mean cross-entropy with smoothed labels; logits is (N, K), y holds N class numbers."""
    raise NotImplementedError


if __name__ == "__main__":  # python label_smoothing.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
