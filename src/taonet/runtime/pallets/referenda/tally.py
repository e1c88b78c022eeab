"""What the votes of a referendum add up to, and what part of all that could vote it is.

Upstream divides and takes 0 / 0 for one whole. Here votes that are none, a base that is none and a base below the support
count as nothing: nobody's approval is not everybody's.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/types.rs Tally, add, remove, support, approval
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.error import ArithmeticKind, ArithmeticRefusal
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.perbill import ratio
from taonet.scale import U64, Codec, Typed, struct


@final
class Tally(msgspec.Struct, frozen=True):
    """Votes with conviction for and against, and the votes for and abstaining without it, in rao of TAO or alpha."""

    ayes: Annotated[int, Typed(U64, "Votes")] = 0
    nays: Annotated[int, Typed(U64, "Votes")] = 0
    support: Annotated[int, Typed(U64, "Votes")] = 0


TALLY: Codec[Tally] = struct(Tally, "pallet_conviction_voting::types::Tally", parameters={"Votes": U64, "Total": None})

NO_VOTES = Tally()


def approval(tally: Tally) -> int:
    """Return the part of the votes for and against that is for, in billionths; 0 where there is neither."""
    return ratio(tally.ayes, tally.ayes + tally.nays) if tally.ayes else 0


def support(tally: Tally, base: int) -> int:
    """Return the part of all that could vote that supports, in billionths; 0 where it is more than all."""
    return ratio(tally.support, base) if 0 < tally.support <= base else 0


def plus(tally: Tally, votes: Tally) -> Tally:
    """Return a tally with more votes; refuse what does not fit."""
    together = Tally(tally.ayes + votes.ayes, tally.nays + votes.nays, tally.support + votes.support)
    if max(together.ayes, together.nays, together.support) > U64_MAX:
        raise ArithmeticRefusal(ArithmeticKind.Overflow)
    return together


def minus(tally: Tally, votes: Tally) -> Tally:
    """Return a tally without votes that are in it; refuse what is not."""
    left = Tally(tally.ayes - votes.ayes, tally.nays - votes.nays, tally.support - votes.support)
    if min(left.ayes, left.nays, left.support) < 0:
        raise ArithmeticRefusal(ArithmeticKind.Underflow)
    return left
