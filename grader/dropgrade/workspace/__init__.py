"""A student's folder: the record of what was done in it."""
