"""Refusals of the scheduler."""

from taonet.frame.error import ModuleError


class FailedToSchedule(ModuleError, index=0):
    """A task of this name waits already. Cancel it first, or choose another name."""


class NotFound(ModuleError, index=1):
    """No such task waits."""


class TargetBlockNumberInPast(ModuleError, index=2):
    """The block is not in the future. Name a later one."""
