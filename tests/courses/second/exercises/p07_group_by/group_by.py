"""A summary by groups, with pandas
================================

What to write
-------------
`summary(cities, temperatures, at_least)` takes two lists of the same length, city and temperature of each measurement,
and returns a dictionary: for each city with at least `at_least` measurements a tuple of

    (number of measurements, mean, largest temperature, rank)

where the warmest city by mean has the rank 1.

Conventions
-----------
- None is a measurement that failed: it does not count.
- Ranks are among the cities that are returned. Cities with the same mean have the same, better rank.
- The cities are in the order of the alphabet.
- Use pandas, without a loop.

An example
----------
`summary(["Rome", "Oslo", "Rome"], [20.0, 5.0, 24.0], 1)` is
`{"Oslo": (1, 5.0, 5.0, 2), "Rome": (2, 22.0, 24.0, 1)}`.

Reading: pandas user guide, Group by.
"""

import pandas as pd


def summary(cities, temperatures, at_least):
    """Return the summary of each city."""
    raise NotImplementedError
