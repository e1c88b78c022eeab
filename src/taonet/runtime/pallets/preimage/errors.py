"""Refusals of the preimage pallet."""

from taonet.frame.error import ModuleError


class TooBig(ModuleError, index=0):
    """The preimage is longer than 4 MiB."""


class AlreadyNoted(ModuleError, index=1):
    """The preimage is stored already. Nothing is left to do."""


class NotAuthorized(ModuleError, index=2):
    """The preimage is not yours to remove. Sign with the account that paid for it."""


class NotNoted(ModuleError, index=3):
    """There is no such preimage."""


class NotRequested(ModuleError, index=5):
    """Nobody asks for this preimage, so there is no request to take back."""


class TooMany(ModuleError, index=6):
    """At most 1,024 preimages are brought up to date at once. Name fewer."""


class TooFew(ModuleError, index=7):
    """Name at least one preimage."""
