"""The figures of the articles as plain data, made with the student's own functions where they are involved."""
