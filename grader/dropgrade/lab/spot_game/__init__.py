"""Find the bug on a page: a program with one known mistake trains a network, and the student names the mistake."""
