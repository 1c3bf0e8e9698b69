"""Measurements: what is too slow or too uneven to be a test, and what everything costs. `make bench` runs them."""
