"""The lab's server: for one person, on this machine, protected by one guard."""
