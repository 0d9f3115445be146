"""Training in a confined worker, with the student's functions in it."""
