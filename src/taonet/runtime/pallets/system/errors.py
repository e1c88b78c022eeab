"""Refusals of the system pallet."""

from taonet.frame.error import ModuleError


class CallFiltered(ModuleError, index=5):
    """The chain does not take this call now, or not from this origin."""
