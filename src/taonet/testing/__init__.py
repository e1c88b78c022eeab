"""Helpers for tests of chains and of what is built on them."""

from taonet.testing.refusals import NotRefused, refused

__all__ = ["NotRefused", "refused"]
