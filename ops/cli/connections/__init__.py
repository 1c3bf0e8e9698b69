"""Each vendor as doctor checks it: the secret, what came, and what the vendor itself says of the connection."""
