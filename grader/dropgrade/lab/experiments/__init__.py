"""Guided experiments: a question to predict, runs over several seeds, the comparison, and a sentence to explain it."""
