"""Quizzes: marking, sessions, schedules, and the way to other systems."""
