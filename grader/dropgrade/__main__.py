"""Where the command begins, started by its own name or as `python -m dropgrade`."""

import os
import sys


def start() -> None:
    """Import the command line and run it; Ctrl-C ends that quietly, too, while modules are being imported."""
    try:
        from dropgrade.cli import main

        main()
    except KeyboardInterrupt:
        os.write(2, b"\ndropgrade: Interrupted.\n")
        os._exit(130)


if __name__ == "__main__":
    # `-m` puts the current folder first, and a file there called numpy.py or random.py would be imported.
    if not sys.flags.safe_path:
        sys.path.pop(0)
    start()
