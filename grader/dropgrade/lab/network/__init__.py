"""Networks as plain, checked data: their shapes, their parameters, and what can be made of them."""
