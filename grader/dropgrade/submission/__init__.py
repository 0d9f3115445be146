"""Read what a student handed in as program text, and decide which problem it is for."""
