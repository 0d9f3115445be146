"""Small changes of a reference that some check has to see."""
