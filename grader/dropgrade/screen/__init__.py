"""Print text, reports and pages, for any feature."""
