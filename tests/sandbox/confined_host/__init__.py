"""A process that confines its own children, and what they try to do to their host."""
