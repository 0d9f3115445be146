"""Returns the first and the last date there is."""

from datetime import date, datetime


def inverted_dropout(x, p, training=True, rng=None):
    return date.max, datetime.min
