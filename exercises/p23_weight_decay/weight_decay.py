"""Weight decay
============

Dropout is seldom used alone. Its oldest companion keeps weights small: each step of training also takes away a
small share of every weight, so that a weight stays large only if the data keep pushing it. There are two ways to
write that. For plain gradient descent they are the same. For Adam they are not, and for years hardly anyone noticed
the difference.

What to write
-------------
`sgd_l2_step(w, grad, lr, decay)` returns the new weights after one step of gradient descent. The loss has the
penalty decay / 2 * (sum of all squared weights) added, whose gradient is decay * w:

    new w  =  w - lr * (grad + decay * w)

`adamw_step(w, grad, state, lr, decay)` returns the pair (new w, new state) after one step of AdamW. Its state
is the tuple (t, m, v): the number of steps so far, and running averages of the gradient and of its square.
With beta1 = 0.9, beta2 = 0.999 and eps = 1e-8, in this order:

    t  =  t + 1
    m  =  beta1 * m + (1 - beta1) * grad
    v  =  beta2 * v + (1 - beta2) * grad ** 2
    m_hat  =  m / (1 - beta1 ** t)                  makes up for the start at zero, as does the next
    v_hat  =  v / (1 - beta2 ** t)
    new w  =  w - lr * (m_hat / (sqrt(v_hat) + eps) + decay * w)

The decay is decoupled: it is not part of the gradient, so it never enters m and v. As part of the gradient it
would be divided by sqrt(v_hat) like everything else, and weights with large gradients would hardly decay.

Conventions
-----------
- w, grad, m and v are arrays of one shape, which may be any, and of one dtype. New weights, m and v have that
  shape and dtype, too (float32 stays float32). t is an int.
- At the start of training the caller passes (0, zeros, zeros). After that, it passes what you returned.
- The new state is again a tuple (t, m, v), with m and v as they are before they are corrected.
- grad is the gradient of the loss without a penalty. decay = 0 gives plain gradient descent, and plain Adam.
- decay * w uses the old w, in both functions, and is multiplied by lr.
- No array that is passed in is ever changed: neither w nor grad, nor m and v within state.

An example
----------
w = [1.0, -2.0], grad = [0.5, 0.0], lr = 0.1 and decay = 0.1:

    sgd_l2_step(w, grad, lr, decay)            ->  [0.94, -1.98]
    adamw_step(w, grad, state, lr, decay)      ->  [0.89, -1.98], (1, [0.05, 0.0], [0.00025, 0.0])

where state is (0, [0.0, 0.0], [0.0, 0.0]). The first step of Adam has the size lr, however large the gradient,
if it is not 0; the decay adds 0.1 * 0.1 * w to it. If the decay were added to the gradient, [0.6, -0.2], both weights
would move by all of lr, to [0.9, -1.9], and decay = 0.001 would give the same.

Together with dropout
---------------------
Weight decay takes the same share of every weight, whatever the data. The penalty that dropout amounts to (p11) is
large where inputs are large, and spares the weights of inputs that are usually 0. So the two complement each other:
on MNIST, Srivastava et al. (2014, 6.5) measured a test error of 1.62 % with an L2 penalty, 1.25 % with dropout and
an L2 penalty, and 1.05 % with dropout and a bound on the norm of the weights into each unit. Each also makes the
training data harder to fit, so tune decay again when you add dropout.

Reading: Loshchilov and Hutter (2019), section 2 and Algorithm 2. There the decay is not multiplied by Adam's learning
rate, only by a schedule that both share; deep learning frameworks multiply by lr, and so do you.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    """Return the weights after one step of gradient descent with an L2 penalty."""
    raise NotImplementedError


def adamw_step(w, grad, state, lr, decay):
    """Return (w, state) after one step of Adam with decoupled decay; state is (t, m, v)."""
    raise NotImplementedError


if __name__ == "__main__":  # python weight_decay.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
