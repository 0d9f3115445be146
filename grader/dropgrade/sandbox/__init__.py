"""Student code, run where it can reach nothing: a warm zygote forks one confined worker per check."""
