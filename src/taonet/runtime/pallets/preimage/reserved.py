"""The name of a refusal that no rule uses: what is asked for may be given up by whoever paid for it."""

from taonet.frame.error import ModuleError


class Requested(ModuleError, index=4):
    """The preimage is asked for and stays."""
