"""Dialogs, one module each; builders.py lists what fills them."""
