"""Monte Carlo dropout
===================

A trained network answers every question, even one that it knows nothing about. Monte Carlo dropout asks it
several times with dropout left on. Every pass draws new coins, so every pass is the answer of a different
sub-network: the more they differ, the less sure the network is. The average of the answers is the prediction,
and their variance says how much to trust it.

What to write
-------------
`mc_dropout(forward, x, n_samples)` returns the pair `(mean, variance)`.

`forward(x)` is one pass through a network whose dropout is on. With T = n_samples passes y_1, ..., y_T:

    mean     = (y_1 + ... + y_T) / T
    variance = ((y_1 - mean)^2 + ... + (y_T - mean)^2) / T

both entry by entry: every output of every input has a mean and a variance of its own.

Conventions
-----------
- forward is called exactly n_samples times in all, each time as `forward(x)`: with x as it is and with
  nothing else. It switches its own dropout on and draws its own coins.
- mc_dropout itself draws no random numbers and seeds nothing, and x is never changed in place.
- forward returns a float64 array of any shape, or a plain number; all its outputs have the same shape. mean
  and variance have that shape and are float64 (for plain numbers, they are plain numbers or 0-d arrays).
- The variance divides by T, not by T - 1. With n_samples = 1 it is 0.
- Outputs are averaged as they come: no softmax, no rounding, and no noise of the data added to the variance.
- The variance stays accurate where outputs are large and differ little, such as 1,000,000.01 and
  1,000,000.02. Subtracting the mean before squaring is enough.
- n_samples below 1 raises `ValueError`.

An example
----------
Three passes of a network with two outputs, n_samples = 3:

    forward(x) -> [0.7, 0.1], then [0.9, 0.3], then [0.5, 0.2]

    mean     = [0.7, 0.2]
    variance = [0.02667, 0.00667]      for the first: (0.0^2 + 0.2^2 + 0.2^2) / 3

Reading: Gal and Ghahramani (2016), section 4. Their formula for regression also adds 1 / tau, the noise that
the data themselves have; here only the spread of the passes is asked for. Their p is the probability of keeping.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    """Return (mean, variance) of n_samples passes forward(x)."""
    raise NotImplementedError


if __name__ == "__main__":  # python mc_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
