"""Find the bug on a page: a network is trained by a program with one known mistake, which is to be named."""
