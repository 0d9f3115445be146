"""What `dropgrade watch` hears, does and shows."""
