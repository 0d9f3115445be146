"""Networks as plain, checked data: their shapes, their parameters, and programs made from them."""
