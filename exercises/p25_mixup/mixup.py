"""mixup
=====

A network that is trained on single samples may do anything in between them. mixup trains it on what lies in
between: every sample is blended with one drawn from the batch, and its label with the label of that one.
The right answer to a picture that is 70 % cat and 30 % dog is "70 % cat, 30 % dog", so that the answers change
evenly from one sample to the next. Like dropout, it is noise that is there only in training.

What to write
-------------
`mixup(x, y, alpha, rng)` returns the triple `(mixed_x, mixed_y, lam)`.

x holds a batch of N samples, y their labels as N rows of K numbers. Draw one number lam and one permutation
perm of the row numbers 0, ..., N - 1, and blend every row with its partner:

    lam ~ Beta(alpha, alpha)
    mixed_x[i] = lam * x[i] + (1 - lam) * x[perm[i]]
    mixed_y[i] = lam * y[i] + (1 - lam) * y[perm[i]]

Small alphas give a lam near 0 or 1, and samples that are hardly mixed; large ones give a lam near 1/2.

Conventions
-----------
- There is ONE lam for the whole batch, drawn again at every call: a plain number, returned as it was drawn.
  lam is the weight of the row itself, and falls below 1/2 as often as above.
- There is ONE permutation for x and y alike. All N! of them are equally likely: every row is the partner of
  exactly one row, and a row may be its own partner.
- x has any shape (N, ...): vectors, images. y has the shape (N, K): one-hot rows, or rows of probabilities.
- mixed_x and mixed_y have the shapes and the dtypes of x and y, which are floats (float32 stays float32).
- rng is a `numpy.random.Generator` and the only source of randomness.
- Neither x nor y is changed in place.
- alpha is above 0 and may be larger than 1; 0 and below raise `ValueError`.

An example
----------
Three samples with two features, three classes, lam = 0.75 and perm = [2, 1, 0]:

    x = [[4, 8],     y = [[1, 0, 0],     mixed_x = [[3, 7],     mixed_y = [[0.75, 0, 0.25],
         [2, 6],          [0, 1, 0],                [2, 6],                [0,    1, 0   ],
         [0, 4]]          [0, 0, 1]]                [1, 5]]                [0.25, 0, 0.75]]

The middle row is its own partner. (x and y are arrays of floats, of course.)

Reading: Zhang, Cissé, Dauphin and Lopez-Paz (2018), section 2. On ImageNet (section 3.1) they found an
alpha between 0.1 and 0.4 to help, and a large one to underfit.
"""

import numpy as np


def mixup(x, y, alpha, rng):
    """Return (mixed_x, mixed_y, lam): each row blended with its partner, label with label."""
    raise NotImplementedError


if __name__ == "__main__":  # python mixup.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
