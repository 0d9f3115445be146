"""Quizzes written for other systems."""
