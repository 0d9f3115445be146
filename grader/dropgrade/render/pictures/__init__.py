"""Pictures of a student's function: in the terminal, and as PNG or SVG."""
