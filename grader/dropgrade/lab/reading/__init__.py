"""The Read view: statements with typeset formulas, terms with their definitions, and formulas beside code."""
