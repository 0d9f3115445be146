"""The lab's server: for one person, on this machine, behind one guard."""
