"""Grading from inside a notebook: what runs in the student's kernel, and what it starts outside of it."""
