"""Convictions: for how long a voter binds what it votes with, and how much more that counts.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/conviction.rs lock_periods, votes
Source: polkadot-sdk/substrate/frame/conviction-voting/src/types.rs Delegations
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.types import TAO
from taonet.scale import Codec, Typed, struct, unit_enum

NO_CONVICTION = 10
"""Without conviction a vote counts one part in so many."""


class Conviction(IntEnum):
    """By what factor a vote counts, `None` for a tenth."""

    None_ = 0
    Locked1x = 1
    Locked2x = 2
    Locked3x = 3
    Locked4x = 4
    Locked5x = 5
    Locked6x = 6


CONVICTION = unit_enum(Conviction, "pallet_conviction_voting::conviction::Conviction")


@final
class Delegations(msgspec.Struct, frozen=True):
    """What was delegated: votes, with conviction, and the capital behind them, without."""

    votes: Annotated[int, Typed(TAO, "Balance")] = 0
    capital: Annotated[int, Typed(TAO, "Balance")] = 0

    def plus(self, other: Delegations) -> Delegations:
        """Return both together; saturates."""
        return Delegations(min(self.votes + other.votes, U64_MAX), min(self.capital + other.capital, U64_MAX))

    def minus(self, other: Delegations) -> Delegations:
        """Return this without the other; stops at 0."""
        return Delegations(max(self.votes - other.votes, 0), max(self.capital - other.capital, 0))


NOTHING = Delegations()

DELEGATIONS: Codec[Delegations] = struct(
    Delegations, "pallet_conviction_voting::types::Delegations", parameters={"Balance": TAO}
)


def votes(conviction: Conviction, capital: int) -> Delegations:
    """Return what a capital counts with a conviction."""
    if conviction is Conviction.None_:
        return Delegations(capital // NO_CONVICTION, capital)
    return Delegations(min(capital * conviction, U64_MAX), capital)


def lock_periods(conviction: Conviction) -> int:
    """Return for how many locking periods a conviction binds: 0, 1, 2, 4, 8, 16, 32."""
    return 1 << (conviction - 1) if conviction else 0
