"""A problem's example on the student's own function: step by step, theirs beside what is expected."""
