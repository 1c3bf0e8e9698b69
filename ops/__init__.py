"""What runs on a developer's or operator's machine; nothing in here is packaged."""
