"""What stands in for Slack, Meta and the mail's way out, for development: it keeps what came and lets you answer."""
