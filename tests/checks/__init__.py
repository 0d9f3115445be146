"""Tests of the functions that suites are written with."""
