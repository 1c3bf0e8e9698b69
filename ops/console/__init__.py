"""The console of `make run`: the shop's buttons, the customers' mailbox, the Slack workspace, the numbers, the reasons."""
