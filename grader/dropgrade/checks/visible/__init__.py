"""Views: inputs for which the results of a function show what it drops, where that is not the output itself."""
