"""The untrusted side of the pipe: everything here runs in the worker."""
