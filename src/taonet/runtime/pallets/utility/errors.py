"""Refusals of the utility pallet."""

from taonet.frame.error import ModuleError


class TooManyCalls(ModuleError, index=0):
    """The batch has more than 10,922 calls. Split it."""
