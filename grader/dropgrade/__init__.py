"""dropgrade: learn dropout by writing it, and be told which mistake you made."""

__version__ = "0.1.0"
