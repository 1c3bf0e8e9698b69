"""Faults between a deployed stack and all it talks to: AWS by way of microburst, Slack and Meta at their stand-ins.

`python -m ops.story --faults SEED` plays the story under them.
"""
