"""Runs a shell command through subprocess."""

import subprocess

subprocess.run(["sh", "-c", "echo forged > /tmp/dropgrade-hostile-canary"], check=True)
