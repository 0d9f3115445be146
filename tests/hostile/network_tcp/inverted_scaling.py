"""Opens a TCP connection."""

import socket

with socket.socket() as line:
    line.connect(("127.0.0.1", 9))
