"""A decay, fitted and drawn
=========================

What to write
-------------
- `fit(t, y)`: the pair `(amplitude, rate)` for which the sum of the squares of y - amplitude * exp(-rate * t) is
  smallest;
- `draw(t, y)`: the points, and the fitted curve as a line, on the current axes of `matplotlib.pyplot`.

Conventions
-----------
- t and y are arrays of the same length, t above 0 and increasing. They are in any unit: t may be in thousands.
- The line has at least 50 points, from the first to the last t. The axes have the labels "t" and "y", and a legend with
  "measured" and "fitted".

An example
----------
For t = [1, 2, 3] and y = [4, 2, 1] the amplitude is 8 and the rate log 2 = 0.693.

Reading: SciPy documentation, scipy.optimize.curve_fit.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import curve_fit


def fit(t, y):
    """Return amplitude and rate."""
    raise NotImplementedError


def draw(t, y):
    """Draw the points and the fitted curve."""
    raise NotImplementedError
