"""The decisions: (world, event, now, policy) -> decision. Pure: no AWS, no clock, no vendor words."""
