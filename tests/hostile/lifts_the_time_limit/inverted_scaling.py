"""Asks for unlimited CPU time before it loops."""

import contextlib
import resource

for limit in ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), (resource.getrlimit(resource.RLIMIT_CPU)[1],) * 2):
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, limit)

while True:
    pass
