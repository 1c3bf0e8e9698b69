"""Asking a store for its orders: pages of them since a time, each in the shape that its webhooks have."""
