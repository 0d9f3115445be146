"""`python -m dropgrade`: the same as the command."""

import sys

# `-m` puts the current folder first, and a file there called numpy.py or random.py would be imported.
if not sys.flags.safe_path:
    sys.path.pop(0)

from dropgrade.cli import main

main()
