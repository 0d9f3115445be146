"""Ends the process with code 0 at import, so that no handler runs."""

import os

os._exit(0)
