"""Variational dropout in recurrent networks
=========================================

A recurrent network reads a sequence step by step and passes its hidden state from each step to the next. New
coins at every step would wear that memory down: at p = 0.2, the probability that a unit survives 20 steps is
only 0.8^20, about 1 %. So early work kept dropout away from what is fed back. Variational dropout
draws the coins once for each sequence: a unit that is dropped is dropped at all of its steps.

What to write
-------------
`variational_rnn(x, h0, w_x, w_h, b, p, training, rng)` returns the pair `(hs, mask)`.

    x      (batch, time, inputs)     the sequences              w_x    (inputs, hidden)
    h0     (batch, hidden)           the state before them      w_h    (hidden, hidden)
                                                                b      (hidden,)

In training, every hidden unit of every sequence has one coin, drawn before the first step:

    mask[n, j] = 1 with probability 1 - p, else 0

For t = 0, 1, ..., time - 1, where h is h0 at first and the state of the step before from then on:

    fed back  =  h * mask / (1 - p)                            the same mask at every step, for h0 too
    hs[:, t]  =  tanh(x[:, t] @ w_x + (fed back) @ w_h + b)    the new state h

At evaluation (training is False) nothing is dropped and nothing is scaled: h itself is fed back, and the
pair is (hs, None).

Conventions
-----------
- p is the probability of DROPPING a hidden unit: p = 0.2 keeps about 80 % of them.
- The mask is applied to what is fed back, before w_h. It touches neither x nor what hs holds: hs[:, t] is the
  state as tanh gave it, and so has no zeros where units were dropped.
- The factor 1 / (1 - p) is applied once at every step; it does not pile up from step to step.
- hs has the shape (batch, time, hidden): the states after each step, without h0.
- mask has the shape (batch, hidden) and is not scaled: it holds 0 and 1, as bool or as numbers. Sequences of
  a batch have coins of their own.
- The five arrays have one dtype, and hs has it too (float32 stays float32). None of them is ever changed.
- rng is a `numpy.random.Generator` and the only source of randomness. At evaluation it may be None.
- p outside [0, 1) raises `ValueError`, in training and at evaluation alike. p = 0 is fine: it drops nothing,
  and the mask of training is then all ones.

An example
----------
One sequence of three steps, one input, two hidden units, p = 0.5 and the coins [1, 0]; the factor is 2:

    x[0] = [[0.5], [0.0], [1.0]]      w_x = [[1.0, 0.5]]      w_h = [[0.2, 0.4],      b = [0.0, 0.1]
    h0   = [[0.5, -0.5]]                                             [0.3, 0.1]]

    fed back     [ 1.0, 0.0]          [1.2087, 0.0]           [0.4743, 0.0]
    hs[0]        [0.6044, 0.6351]     [0.2371, 0.5252]        [0.7986, 0.6582]

    mask = [[1, 0]]

The second unit is computed, and is part of every state. But what it knows never reaches the next step.

Reading: Gal and Ghahramani (2016), section 4. The name comes from variational inference: a distribution that is too
hard to compute (of the weights, given the data) is replaced by the nearest one of a simple family (weights times
masks). Each mask is then one draw of the weights, and within a sequence the weights do not change. They drop inputs
and outputs in the same way, with masks of their own; for x that is your `spatial_dropout_1d` of p06. Check what p
means when you read them: in their paper on Monte Carlo dropout (p08) it is the probability of keeping.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    """Return (hs, mask): the states of a tanh network with one mask for each sequence, or (hs, None)."""
    raise NotImplementedError


if __name__ == "__main__":  # python variational_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
