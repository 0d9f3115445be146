"""The code that runs in the worker: it is sent there as text, and imports only NumPy."""
