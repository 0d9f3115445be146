"""Defines no function of the wanted name."""

import numpy as np

RATE = np.float64(0.5)
