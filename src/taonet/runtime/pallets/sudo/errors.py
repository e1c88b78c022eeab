"""Refusals of the sudo pallet."""

from taonet.frame.error import ModuleError


class RequireSudo(ModuleError, index=0):
    """The caller is not the sudo key."""
