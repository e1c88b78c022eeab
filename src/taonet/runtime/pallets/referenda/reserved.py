"""Names of the referenda pallet that no rule uses: upstream declares them, clients count them."""

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.pallets.referenda.events import referendum


class Full(ModuleError, index=3):
    """As many referenda are in progress on this track as may be."""


class QueueEmpty(ModuleError, index=4):
    """The queue of the track is empty."""


@event(index=8)
class Approved(Event, frozen=True):
    """A referendum was approved. Upstream tells it with `Confirmed` alone."""

    index: referendum
