"""Names of the referenda pallet that no rule uses: upstream declares them, clients count them."""

from taonet.frame.error import ModuleError


class Full(ModuleError, index=3):
    """As many referenda are in progress on this track as may be."""


class QueueEmpty(ModuleError, index=4):
    """The queue of the track is empty."""
