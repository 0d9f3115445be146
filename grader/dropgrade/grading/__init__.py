"""From a problem, a source and a seed to a report, by one pytest session that student code never enters."""
