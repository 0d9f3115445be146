"""A report on a table of marks
============================

What to write
-------------
`report(path, out)` reads the CSV file at `path`, whose columns are name, course and mark,

- prints one line for each course, `maths: 2.65`: its name, and the mean of its marks with two decimals;
- writes a CSV file at `out` with the columns name and course: the rows whose mark is at most 4.0, in their order;
- returns how many rows it has read.

Conventions
-----------
- Courses are printed in the order of the alphabet.
- A file without rows prints nothing and writes the columns' names alone.
- A mark that is no number raises `ValueError`, and then nothing is written.

An example
----------
For data/marks.csv it prints

    art: 2.20
    maths: 2.65

Reading: Python documentation, csv.
"""

import csv


def report(path, out):
    """Print the means, write those who passed, and return the number of rows."""
    raise NotImplementedError
