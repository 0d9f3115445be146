"""Text, terminals and HTML, for any feature."""
