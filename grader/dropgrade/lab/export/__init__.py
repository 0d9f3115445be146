"""The lab without a browser: figures as SVG, numbers as CSV, and one page that holds them all."""
