"""Grade from inside a notebook: what runs in the student's kernel, and the process that it starts."""
