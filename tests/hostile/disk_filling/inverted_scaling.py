"""Fills the disk through a file in /tmp."""

with open("/tmp/dropgrade-hostile-canary", "ab") as canary:
    for _ in range(1024):
        canary.write(bytes(1 << 20))
