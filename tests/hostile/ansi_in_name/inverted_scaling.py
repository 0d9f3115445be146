"""Raises an exception whose class is named by escapes."""

raise type("\x1b[2J\x1b[32mPassed\x1b[0m\r\n", (Exception,), {})("see above")
