"""The report on a class for its instructor: statistics of the grades, and a page that shows them."""
