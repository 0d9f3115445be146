"""Quizzes: marking, sittings, schedules, and the way to other systems."""
