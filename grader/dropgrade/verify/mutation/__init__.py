"""Mutants: small changes of a reference that some check has to notice."""
