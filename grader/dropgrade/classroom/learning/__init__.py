"""What an instructor learns from the grades of a class: numbers here, and a page that shows them."""
