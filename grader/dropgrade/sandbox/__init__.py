"""Run student code in a process that can reach nothing: a warm zygote forks confined workers."""
