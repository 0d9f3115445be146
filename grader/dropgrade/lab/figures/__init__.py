"""Every figure of the articles, as plain data, from the student's own functions where one is involved."""
