"""Names of refusals from when calls were stored on chain."""

from taonet.frame.error import ModuleError


class NoApprovalsNeeded(ModuleError, index=2):
    """No more approvals are needed."""


class AlreadyStored(ModuleError, index=13):
    """The call is stored already."""
