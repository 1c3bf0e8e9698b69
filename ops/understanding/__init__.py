"""How well customers' texts are understood, measured on labelled ones: `python -m ops.understanding`."""
