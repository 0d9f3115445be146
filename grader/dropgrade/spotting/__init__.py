"""Find the bug: a program with one known mistake, named from what can be observed of it."""
