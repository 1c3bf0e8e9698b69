"""What agents see and press in Slack: cards, dialogs, commands."""
