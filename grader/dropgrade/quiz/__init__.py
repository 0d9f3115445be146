"""Quizzes: their form, scoring, sittings, review schedule, and exchange with other systems."""
