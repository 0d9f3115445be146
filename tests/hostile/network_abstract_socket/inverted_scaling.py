"""Binds an abstract Unix socket, which lies in no file system, to talk to an accomplice."""

import socket

with socket.socket(socket.AF_UNIX) as line:
    line.bind("\0dropgrade-hostile")
    line.listen()
