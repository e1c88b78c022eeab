"""Events of the preimage pallet."""

from typing import Annotated

from taonet.frame.event import Event, event
from taonet.primitives.ids import Hash
from taonet.runtime.types import H256
from taonet.scale import Typed

_hash = Annotated[Hash, Typed(H256, "T::Hash")]


@event(index=0)
class Noted(Event, frozen=True):
    """A preimage was stored."""

    hash: _hash


@event(index=1)
class Requested(Event, frozen=True):
    """The chain asks for a preimage now."""

    hash: _hash


@event(index=2)
class Cleared(Event, frozen=True):
    """A preimage was removed."""

    hash: _hash
