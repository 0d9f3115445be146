"""What runs in the worker: sent there as text, it imports NumPy and nothing else."""
