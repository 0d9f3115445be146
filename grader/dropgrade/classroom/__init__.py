"""A class: take in what it handed in, grade it, judge it, and give it back."""
