"""dropgrade: learn dropout by writing it, and be told which mistake you made."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Make `%dropgrade` and `%%dropgrade` known to a notebook: what `%load_ext dropgrade` does."""
    from dropgrade.jupyter.magics import register

    register(shell)
