"""The port to what is remembered, and its two implementations."""
