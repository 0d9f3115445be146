"""Predictive uncertainty
======================

A classifier can be unsure in two ways. A blurred image that may be a 3 or a 5 stays in doubt however much the
network learns: all sub-networks say "half and half". An image of a kind never seen before can make
them disagree: one is certain of a 3, another of a 5. In both cases the average prediction is half and half. Only
the single passes of Monte Carlo dropout tell the two apart.

What to write
-------------
probs has the shape (T, N, K): T passes with dropout on, N inputs, K classes. probs[t, n] sums to 1.

The entropy of probabilities p_1, ..., p_K is H(p) = -(p_1 log p_1 + ... + p_K log p_K). For each input:

    predictive_entropy(probs) = H(average of probs over the T passes)                  all of the doubt
    mutual_information(probs) = predictive entropy - average over the T passes of H    what is not learnt yet

The part that is subtracted, the expected entropy, is the doubt that the data leave open.

Conventions
-----------
- Both return a float64 array of shape (N,), one number for each input, also where T, N or both are 1.
- Logarithms are natural: entropies are in nats, and are not divided by log K.
- 0 log 0 = 0, because p log p goes to 0 with p. Probabilities that are exactly 0 or 1 do occur.
- A tiny guard inside the logarithm, such as 1e-12, is allowed; 1e-8 is about as large as it may be. Where
  the answer is 0, anything within 2e-6 of 0 is accepted.
- mutual_information is never negative, except by rounding. You need not cut it off at 0.
- probs holds probabilities already (no softmax), and is never changed in place.

An example
----------
T = 2 passes, N = 3 inputs, K = 2 classes:

                        first          second         third
    probs[0] =      [[0.5, 0.5],    [1.0, 0.0],    [0.8, 0.2]]
    probs[1] =      [[0.5, 0.5],    [0.0, 1.0],    [0.6, 0.4]]

    predictive_entropy = [0.6931, 0.6931, 0.6109]
    mutual_information = [0.0000, 0.6931, 0.0242]

The first two have the same average, and log 2 = 0.6931. The first is in doubt by nature, the second because
its passes contradict each other: it is the one to ask an expert about.

Reading: Houlsby et al. (2011), who choose what to label by the mutual information and call the method BALD;
Gal, Islam and Ghahramani (2017), who estimate it with dropout.
"""

import numpy as np


def predictive_entropy(probs):
    """Return the entropy of the average prediction, in nats; probs is (T, N, K), the result (N,)."""
    raise NotImplementedError


def mutual_information(probs):
    """Return the predictive minus the expected entropy, in nats; probs is (T, N, K), the result (N,)."""
    raise NotImplementedError


if __name__ == "__main__":  # python predictive_uncertainty.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
