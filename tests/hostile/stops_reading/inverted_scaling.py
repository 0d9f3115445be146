"""Stops reading its channel once it is loaded, so that a write to it blocks."""

import sys
import time

sys.modules["dropgrade.sandbox.inside.worker"]._Worker._read = lambda self, size: time.sleep(86_400)
