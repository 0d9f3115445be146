"""What is remembered about a student."""
