"""dropgrade: learn dropout by writing it, and find out which mistakes you made."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Make `%dropgrade` and `%%dropgrade` known to a notebook: what `%load_ext dropgrade` does."""
    from dropgrade.jupyter.magics import register

    register(shell)


def try_example(file: str) -> None:
    """Run the example of a problem on the main module, which is `file`, and end: for the last lines of a stub."""
    import sys
    from pathlib import Path

    from dropgrade.pictures.trying.own_process import run_here

    sys.exit(run_here(Path(file).resolve()))
