"""The form of a quiz: one Markdown file, read and checked."""
