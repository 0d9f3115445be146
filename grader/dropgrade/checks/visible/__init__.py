"""Views: inputs for which the results of a function reveal what it drops, if that is not the output itself."""
