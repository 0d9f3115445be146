"""With least_squares, and plot for the points, too."""

import matplotlib.pyplot as plt
import numpy as np
from scipy import optimize


def fit(t, y):
    scale = t[-1]
    found = optimize.least_squares(lambda p: p[0] * np.exp(-p[1] * t / scale) - y, [y[0], 1.0], xtol=1e-12, ftol=1e-12)
    return found.x[0], found.x[1] / scale


def draw(t, y):
    amplitude, rate = fit(t, y)
    plt.plot(t, y, "o", label="measured")
    line = np.linspace(t.min(), t.max(), 200)
    plt.plot(line, amplitude * np.exp(-rate * line), "-", label="fitted")
    plt.xlabel("t")
    plt.ylabel("y")
    plt.legend(loc="upper right")
