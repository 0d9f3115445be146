"""What runs on the untrusted side of the pipe."""
