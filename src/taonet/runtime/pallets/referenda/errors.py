"""Refusals of the referenda pallet."""

from taonet.frame.error import ModuleError


class NotOngoing(ModuleError, index=0):
    """The referendum is over, or there is none of this index. See `Referenda.ReferendumInfoFor`."""


class HasDeposit(ModuleError, index=1):
    """The decision deposit is placed already."""


class BadTrack(ModuleError, index=2):
    """There is no such track. See the constant `Referenda.Tracks`."""


class BadReferendum(ModuleError, index=5):
    """There is no referendum of this index."""


class NothingToDo(ModuleError, index=6):
    """The share is nothing, or less than a share must be. Give more."""


class NoTrack(ModuleError, index=7):
    """No track decides on calls with this origin. See `Referenda.Tracks`; a subnet's origin names its block of creation."""


class Unfinished(ModuleError, index=8):
    """The deposit stays while the referendum is ongoing. Ask again when it is over."""


class NoPermission(ModuleError, index=9):
    """Only who submitted the referendum may say what it is about."""


class NoDeposit(ModuleError, index=10):
    """There is no deposit to give back."""


class BadStatus(ModuleError, index=11):
    """The submission deposit comes back of referenda that were approved or cancelled alone."""


class PreimageNotExist(ModuleError, index=12):
    """No preimage of this hash is stored. Note it first."""


class PreimageStoredWithDifferentLength(ModuleError, index=13):
    """The preimage is stored, but its length is another than the proposal says. Give the right one."""
