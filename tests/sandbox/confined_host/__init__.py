"""A process that confines children of its own, and what they try to do to their host."""
