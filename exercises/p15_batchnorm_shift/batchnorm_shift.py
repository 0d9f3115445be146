"""Dropout before batch norm
=========================

Batch norm subtracts the mean of a batch from every feature and divides by its standard deviation. It keeps the mean
and the variance that it saw in training, and uses them at evaluation, where there may be no batch. That works if a
feature has the same mean and the same spread in both modes. Inverted dropout keeps the mean, but not the spread: in
training some values are 0 and the others are larger. A batch norm after it stores a variance that is too large, and
shrinks everything at evaluation. Li et al. call this the variance shift.

What to write
-------------
`variance_shift(x, p)` returns (train, evaluation, ratio), three arrays of shape (features,), without drawing a
coin. For each feature, with its mean c and its variance v over the samples of x:

    evaluation = v
    train      = E[out^2] - E[out]^2      of a value out that inverted dropout makes from a row drawn at random
    ratio      = evaluation / train       the shift: below 1 wherever p > 0

The expectations are over the row and the coin. E[out] is c; find E[out^2], and simplify.

The other two measure it. Each runs a block of two layers twice on one batch, first in training, then at
evaluation, and returns the pair (out_train, out_eval) of arrays of the shape of x:

    dropout_then_bn(x, p, rng)    training: d = x * mask / (1 - p), out_train = norm(d) by mean and variance of d
                                  evaluation: nothing is dropped, out_eval = norm(x) by the SAME mean and variance
    bn_then_dropout(x, p, rng)    training: out_train = norm(x) * mask / (1 - p), by mean and variance of x
                                  evaluation: out_eval = norm(x) by the same mean and variance

    norm(a) = (a - mean) / sqrt(variance + 0.00001)

(A real batch norm keeps running averages over many batches, and has a scale and a shift to learn. Here there
is one batch, and they are 1 and 0.)

Conventions
-----------
- p is the probability of DROPPING a value. Every value of the batch has a coin of its own.
- x is (samples, features) with at least two samples. Means and variances run over the samples, and variances
  divide by the number of samples N, not by N - 1. No feature is the same in all samples.
- Results have the dtype of x: float32 stays float32.
- rng is a `numpy.random.Generator` and the only source of randomness. Each call draws new coins, one for
  each value; evaluation draws none.
- x is never changed in place.
- p outside [0, 1) raises `ValueError` in all three. p = 0 is fine: the ratio is then 1.

An example
----------
x = [[1, -1], [3, 1]] and p = 0.2. The features have the means [2, 0] and the variances [1, 1]:

    train = [2.25, 1.25]    evaluation = [1, 1]    ratio = [0.4444, 0.8]

The second feature has mean 0, and its ratio is 1 - p. The first lies away from 0, as features after a ReLU
do, so that dropping a value moves it far: its ratio is smaller. If the coins are [[1, 1], [0, 1]]:

    dropout_then_bn:    d = [[1.25, -1.25], [0, 1.25]], with the means [0.625, 0] and the variances [0.3906, 1.5625]
                        out_train = [[1, -1], [-1, 1]]    out_eval = [[0.6, -0.8], [3.8, 0.8]]
    bn_then_dropout:    out_train = [[-1.25, -1.25], [0, 1.25]]    out_eval = [[-1, -1], [1, 1]]

Try it with 100,000 rows: the variance of out_eval is the ratio for dropout_then_bn, and 1 for bn_then_dropout.
Hence the usual advice to put dropout after batch norm. That is only half of it: another batch norm, some layers on,
meets the shift again. So dropout belongs after the last batch norm of the network. Layer norm keeps no running
averages, so it stores nothing that could be wrong at evaluation.

Residual networks usually have a batch norm in every block, so dropout inside a block nearly always has one after it.
The first such networks used no dropout (He et al., 2016, section 3.4), as the authors of batch norm had advised: batch
norm brings noise of its own, because the other samples of the batch are different each time. If you want dropout in
such a network, put it between the last block and the output layer.

Reading: Li et al. (2019), on theoretical analyses. Their p is the probability of keeping.
"""

import numpy as np


def variance_shift(x, p):
    """Return (train, evaluation, ratio): the variances that a batch norm after dropout meets."""
    raise NotImplementedError


def dropout_then_bn(x, p, rng):
    """Return (out_train, out_eval) of dropout followed by batch norm."""
    raise NotImplementedError


def bn_then_dropout(x, p, rng):
    """Return (out_train, out_eval) of batch norm followed by dropout."""
    raise NotImplementedError


if __name__ == "__main__":  # python batchnorm_shift.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
