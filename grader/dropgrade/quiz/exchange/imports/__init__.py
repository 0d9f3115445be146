"""Quizzes read from other systems."""
