"""Aftercare: customer care for online shops that runs without a server."""
