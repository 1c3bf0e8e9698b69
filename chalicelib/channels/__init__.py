"""One file per channel: `send` one outbox row, and say what became of it."""
