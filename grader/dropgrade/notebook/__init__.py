"""Notebooks: their cells as text, what of them is graded, and new ones with problems to solve."""
