"""Events of validators' votes."""

from __future__ import annotations

from typing import Annotated

from taonet.frame.event import Event, event
from taonet.runtime.pallets.validator_votes.types import SIDE, Side
from taonet.runtime.types import account, tao
from taonet.scale import BOOL, u32

side_field = Annotated[Side, SIDE]


@event(index=0)
class ValidatorVoted(Event, frozen=True):
    """A hotkey voted for the root stake that follows it."""

    hotkey: account
    poll_index: u32
    side: side_field
    stake: tao


@event(index=1)
class ValidatorVoteRemoved(Event, frozen=True):
    """A hotkey took its vote back."""

    hotkey: account
    poll_index: u32


@event(index=2)
class VoiceChanged(Event, frozen=True):
    """The root stake that a hotkey votes with changed in all its polls."""

    hotkey: account
    stake: tao


@event(index=3)
class SpeaksForItself(Event, frozen=True):
    """A coldkey chose whether its root stake follows no validator."""

    who: account
    itself: Annotated[bool, BOOL]
