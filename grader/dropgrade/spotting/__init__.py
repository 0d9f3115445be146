"""Find the bug: students name the one known mistake of a program from what can be observed of it."""
