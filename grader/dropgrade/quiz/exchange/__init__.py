"""Quizzes on their way to other systems and from them."""
