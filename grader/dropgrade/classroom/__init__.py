"""A class: what it handed in, taken in, graded, judged and given back."""
