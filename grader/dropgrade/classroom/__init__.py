"""A class: take in the submissions, grade them, work out the grades, and give them back."""
