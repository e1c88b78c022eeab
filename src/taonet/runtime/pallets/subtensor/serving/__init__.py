"""Serving: announcing the endpoints of neurons."""
