"""Starts threads until the system refuses one."""

import threading

forever = threading.Event()
while True:
    threading.Thread(target=forever.wait, daemon=True).start()
