"""Helpers for tests of nodes and of what is built on them."""
