"""A generated year of a shop, its numbers computed a second time from what happened: `python -m ops.year`."""
