"""Aftercare: customer care for online shops that runs without a server."""

import gc

from chalicelib import generated as generated  # first: every dataclass after it is made sooner

# A start makes some hundred thousand objects, and nearly all stay. By Python's own threshold (700 new ones) they are
# looked through again and again meanwhile, which is a fifth of a start. An event makes a few thousand.
gc.set_threshold(100_000)
