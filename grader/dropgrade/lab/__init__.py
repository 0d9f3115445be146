"""The lab: a page in the browser, or views in a notebook, where the student's own functions train a network."""
