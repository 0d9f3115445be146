"""What suites are written with."""
