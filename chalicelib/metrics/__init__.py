"""Facts folded into tallies, and reports read from tallies."""
