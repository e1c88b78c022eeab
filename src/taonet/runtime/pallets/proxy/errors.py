"""Refusals of the proxy pallet."""

from taonet.frame.error import ModuleError


class TooMany(ModuleError, index=0):
    """The account has 20 delegates already, or the delegate 75 announcements. Remove one first."""


class NotFound(ModuleError, index=1):
    """There is no such delegate or announcement. Delegate, type and delay must be those with which it was added."""


class NotProxy(ModuleError, index=2):
    """The sender is no delegate of the account, or not one of the type that was asked for."""


class Duplicate(ModuleError, index=4):
    """The delegate is there already with this type and delay."""


class NoPermission(ModuleError, index=5):
    """The sender is not the pure account that was made of these: spawner, type, index, block and extrinsic."""


class Unannounced(ModuleError, index=6):
    """The call was not announced, or its delay is not over. Announce its hash, and wait as many blocks as the delay says."""


class NoSelfProxy(ModuleError, index=7):
    """An account is no delegate of its own. Name another one."""
