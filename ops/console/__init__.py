"""The console of `make run`: the shop's buttons, the mailbox, the Slack workspace, the numbers, the reasons."""
