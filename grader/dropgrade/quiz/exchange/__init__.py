"""Quizzes carried to and from other systems: one module a format, reading and writing side by side."""
