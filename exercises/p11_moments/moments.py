"""Mean and variance of dropout
============================

Dropout multiplies a unit by noise. What does the next layer see of it? On average nothing: that is what the
factor of inverted dropout (p03) is for. But a single draw lies away from the average, and the larger p and the
unit are, the farther. How far can be worked out with pencil and paper: all it takes is one number x and its
coin.

What to write
-------------
x is fixed. Inverted dropout in training gives, for each entry of x,

    out = x / (1 - p)   with probability 1 - p,   and 0 with probability p

`output_mean(x, p)` returns the expected value of out, and `output_variance(x, p)` its variance:

    mean     = E[out]
    variance = E[(out - mean)^2] = E[out^2] - mean^2

entry by entry, in closed form: each is a short formula in x and p, which you have to find. Nothing is drawn at
random. The average is over the coins only, not over the entries of x.

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them.
- x is an array of floats with any number of dimensions and entries of either sign, and is never changed in
  place. Both results have the shape and the dtype of x (float32 stays float32).
- Both functions are about training. Evaluation has no coins, and no variance.
- The variance divides by nothing: it is that of the distribution, not an estimate from a sample.
- p outside [0, 1) raises `ValueError`, in both functions. With p = 0 the variance is 0.

An example
----------
For x = [1.0, -2.0, 0.5] and p = 0.2 the survivors are [1.25, -2.5, 0.625], and

    output_variance = [0.25, 1.0, 0.0625]

For the second entry: E[out^2] = 0.8 * 6.25 = 5, and 5 - 4 = 1. Measured over 100,000 draws of inverted
dropout it was [0.251, 1.006, 0.062]. You will recognise the mean.

At p = 0.5 the standard deviation is as large as |x| itself, and at p = 0.9 three times as large. A sum of many
units suffers less: their coins are independent, so the variances add up, while standard deviations do not.
p15 looks at what batch normalisation does to this variance.

What it does to the weights
---------------------------
Take a linear unit with the inputs x[i], the weights w[i] and the squared error. Averaged over the coins, its loss
is the loss without dropout plus a penalty on the weights: the sum over i of output_variance(w[i] * x[i]). It pulls
weights towards 0, hardest where inputs are large, and shares the work among inputs that say the same. You can
see it in a histogram of the weights: trained with dropout, they lie closer to 0.

Reading: Wager, Wang and Liang (2013), where this variance becomes a penalty on the weights;
Srivastava et al. (2014), sections 9.1 and 10, who replace the coins by Gaussian noise of the same mean and
variance. Their p is the probability of keeping, and their variance for x = 1 is (1 - p) / p: the same number.
"""

import numpy as np


def output_mean(x, p):
    """Return the expected value of inverted dropout's output, entry by entry."""
    raise NotImplementedError


def output_variance(x, p):
    """Return the variance of inverted dropout's output, entry by entry."""
    raise NotImplementedError


if __name__ == "__main__":  # python moments.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
