"""What agents do about a case: one module a theme. press.py is where every press begins."""
