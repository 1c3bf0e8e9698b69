"""Measurements: what is too slow or too uneven to be a test. `make bench` runs them."""
