"""Small changes of a reference that a suite should see, and those of them that are right as well."""
