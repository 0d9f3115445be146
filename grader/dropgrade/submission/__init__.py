"""What a student handed in, as program text."""
