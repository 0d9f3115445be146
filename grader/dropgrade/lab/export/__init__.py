"""The lab without a browser: figures as SVG, numbers as CSV, and one page with all of them."""
