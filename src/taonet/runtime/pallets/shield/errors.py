"""Refusals of the shield pallet."""

from typing import final

from taonet.frame.error import ModuleError


@final
class BadEncKeyLen(ModuleError, index=0):
    """The announced key is no ML-KEM-768 public key: it needs exactly 1184 bytes."""


@final
class Unreachable(ModuleError, index=1):
    """The block does not say whose turn it is, so nobody can announce a key in it."""
