"""Events of referenda. Those from 64 on are this chain's own."""

from __future__ import annotations

from typing import Annotated

from taonet.frame.event import Event, event
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.preimage.bounded import Bounded, bounded_field
from taonet.runtime.pallets.referenda.tally import TALLY, Tally
from taonet.runtime.types import H256, account, balance
from taonet.scale import U16, U32, Typed

referendum = Annotated[int, Typed(U32, "ReferendumIndex")]
track_id = Annotated[int, Typed(U16, "TrackIdOf<T, I>")]
proposal_field = Annotated[Bounded, bounded_field("BoundedCallOf<T, I>")]
tally_field = Annotated[Tally, Typed(TALLY, "T::Tally")]
hash_field = Annotated[Hash, Typed(H256, "T::Hash")]


@event(index=0)
class Submitted(Event, frozen=True):
    """A referendum was submitted."""

    index: referendum
    track: track_id
    proposal: proposal_field


@event(index=1)
class DecisionDepositPlaced(Event, frozen=True):
    """The decision deposit is complete; the account is the one that completed it."""

    index: referendum
    who: account
    amount: balance


@event(index=2)
class DecisionDepositRefunded(Event, frozen=True):
    """An account has its decision deposit back, or its share."""

    index: referendum
    who: account
    amount: balance


@event(index=3)
class DepositSlashed(Event, frozen=True):
    """A deposit was taken from an account and recycled."""

    who: account
    amount: balance


@event(index=4)
class DecisionStarted(Event, frozen=True):
    """A referendum is being decided on."""

    index: referendum
    track: track_id
    proposal: proposal_field
    tally: tally_field


@event(index=5)
class ConfirmStarted(Event, frozen=True):
    """A referendum passes, and is approved if it does so to the end of its confirmation."""

    index: referendum


@event(index=6)
class ConfirmAborted(Event, frozen=True):
    """A referendum does not pass any more."""

    index: referendum


@event(index=7)
class Confirmed(Event, frozen=True):
    """A referendum was approved and its call is scheduled."""

    index: referendum
    tally: tally_field


@event(index=9)
class Rejected(Event, frozen=True):
    """A referendum did not pass in time."""

    index: referendum
    tally: tally_field


@event(index=10)
class TimedOut(Event, frozen=True):
    """A referendum was never decided on."""

    index: referendum
    tally: tally_field


@event(index=11)
class Cancelled(Event, frozen=True):
    """A referendum was ended; its deposits can be had back."""

    index: referendum
    tally: tally_field


@event(index=12)
class Killed(Event, frozen=True):
    """A referendum was ended and its deposits taken."""

    index: referendum
    tally: tally_field


@event(index=13)
class SubmissionDepositRefunded(Event, frozen=True):
    """An account has its submission deposit back."""

    index: referendum
    who: account
    amount: balance


@event(index=14)
class MetadataSet(Event, frozen=True):
    """A referendum names a preimage that tells what it is about."""

    index: referendum
    hash: hash_field


@event(index=15)
class MetadataCleared(Event, frozen=True):
    """A referendum names no preimage any more."""

    index: referendum
    hash: hash_field


@event(index=64)
class DecisionDepositShared(Event, frozen=True):
    """An account gave a share of a decision deposit."""

    index: referendum
    who: account
    amount: balance


@event(index=65)
class RejectionPostponed(Event, frozen=True):
    """A referendum that turned late is not rejected before this block."""

    index: referendum
    until: Annotated[int, Typed(U32, "BlockNumberFor<T>")]
