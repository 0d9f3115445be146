"""A training loop
===============

A network that knows its training data by heart may have learned nothing else. You can see this from the gap: how
much larger the loss is on data that it has never seen. In this problem you train the network of p12, with and
without dropout, and measure that gap.

What to write
-------------
`train(params, x, y, p, lr, epochs, rng)` trains by gradient descent and returns `history`. x is the pair
(x_train, x_test) and y the pair (y_train, y_test). Each epoch does two things, in this order:

    1. one step on the whole training set: a forward pass with dropout, new coins every epoch, a backward
       pass, and then for every parameter  P <- P - lr * dL/dP,  all gradients taken before the step
    2. two measurements with the parameters after the step, without dropout: the mean log loss
       L = -mean(y log(probs) + (1 - y) log(1 - probs))  on the training set and on the test set

history is a dict:

    "train_loss", "test_loss"    the two losses, one number for each epoch: lists, or arrays with one axis
    "params"                     the parameters after the last epoch, as a dict like params

`generalization_gap(history)` returns the test loss minus the training loss of the last epoch, a number.

The network is that of p12, with its parameters "W1" (inputs, hidden), "b1" (hidden,), "W2" (hidden, 1), "b2"
(1,): ReLU, then dropout of the hidden units, then the sigmoid. This file is graded alone, so copy your
forward and backward of p12 into it (or `dropgrade solution p12`, if that is still open), or write others.

Conventions
-----------
- p is the probability of DROPPING a hidden unit, and survivors are multiplied by 1 / (1 - p).
- All arrays are float64; x is (N, inputs) and y (N, 1), holding 0 and 1. epochs is at least 1, lr above 0.
- The network never learns from the test set. There are no batches: a step uses the whole training set.
- rng is a `numpy.random.Generator` and the only source of randomness.
- params, x and y are never changed in place: training begins with params and ends in history["params"].
- A tiny guard in the logarithm, such as 1e-12, is allowed.
- generalization_gap is given histories with both losses, as lists or arrays, sometimes without "params".
- p outside [0, 1) raises `ValueError`. p = 0 trains without dropout: then nothing is random.

An example
----------
One hidden unit that is always on, p = 0, lr = 0.5, one epoch:

    params:  W1 = [[1.0]]  b1 = [0.0]  W2 = [[1.0]]  b2 = [0.0]
    x = ([[1.0]], [[2.0]])   y = ([[1.0]], [[0.0]])        one sample to train on, one to test

    probs = 0.7311 in training, dL/dz2 = -0.2689, and all four gradients are -0.2689
    history["params"]:      W1 = [[1.1345]], b1 = [0.1345], W2 = [[1.1345]], b2 = [0.1345]
    history["train_loss"] = [0.1883],  history["test_loss"] = [2.9167],  gap = 2.7284

Try it
------
The folder data/ beside this file holds 200 handwritten digits (its README.md says where they come from). Ask
whether a digit is odd: train on the first 40 images after giving the first ten the wrong label, for 120 epochs
at lr = 0.3, 12 hidden units, W1 of normal numbers times sqrt(2 / 64), W2 times sqrt(2 / 12), biases 0. Test on
the next 100. Typical gaps are about 0.7 at p = 0 and 0.4 at p = 0.5: with dropout the network memorises the
wrong labels less well. The gap is often given as a difference of accuracies. That counts only which side of one
half an answer is on; the loss also sees how sure the network was when it was wrong.

The factor sqrt(2 / inputs) of the first weights is He's initialisation (2015). A ReLU sets about half of its
inputs to 0, and the 2 makes up for that, so that signals keep their size from layer to layer. Xavier's (Glorot and
Bengio, 2010) is made for functions such as tanh, which pass small numbers on as they are: it is
sqrt(2 / (inputs + outputs)), and some texts mix the two up. In this small network either will do. Try 0.01 in
place of both factors: after 120 epochs the training loss is still about 0.37, in place of 0.08.

Reading: Srivastava et al. (2014), section 5.1; Goodfellow, Bengio and Courville (2016), section 5.2; He et al.
(2015), Delving Deep into Rectifiers.
"""

import numpy as np


def train(params, x, y, p, lr, epochs, rng):
    """Return history: the losses of every epoch, and the trained parameters."""
    raise NotImplementedError


def generalization_gap(history):
    """Return the test loss minus the training loss after the last epoch."""
    raise NotImplementedError


if __name__ == "__main__":  # python training_loop.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
