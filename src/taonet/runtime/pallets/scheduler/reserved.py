"""Names of refusals to move a task, which no call does: it is cancelled and scheduled anew."""

from taonet.frame.error import ModuleError


class RescheduleNoChange(ModuleError, index=3):
    """The task is due in that block already."""


class Named(ModuleError, index=4):
    """The task has a name; it is moved by that."""
