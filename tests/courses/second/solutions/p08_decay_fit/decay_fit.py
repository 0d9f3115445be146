"""The fit: the reference."""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import curve_fit


def decay(t, amplitude, rate):
    """Return the curve."""
    return amplitude * np.exp(-rate * t)


def fit(t, y):
    """Return amplitude and rate."""
    start = (y.max(), 1 / t.mean())
    found = curve_fit(decay, t, y, p0=start)[0]
    return float(found[0]), float(found[1])


def draw(t, y):
    """Draw the points and the fitted curve."""
    found = fit(t, y)
    places = np.linspace(t[0], t[-1], 100)
    axes = plt.gca()
    axes.scatter(t, y, label="measured")
    axes.plot(places, decay(places, *found), label="fitted")
    axes.set_xlabel("t")
    axes.set_ylabel("y")
    axes.legend()
