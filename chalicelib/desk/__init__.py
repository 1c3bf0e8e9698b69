"""What agents see and press in Slack: cards, dialogs, commands."""

from chalicelib.partly import without_init

# Used are its models of blocks, which check Slack's limits. Its `__init__` loads clients, too, and asyncio for them.
without_init("slack_sdk")
