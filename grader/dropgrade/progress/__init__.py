"""What is remembered of a student."""
