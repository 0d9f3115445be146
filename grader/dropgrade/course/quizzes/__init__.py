"""Quizzes as their authors write them: one Markdown file each, with every fault of its form."""
