"""Votes of accounts: for or against with a conviction, or split over both sides and abstention without one.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/vote.rs Vote, AccountVote, balance, as_standard, locked_if
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.pallets.conviction_voting.conviction import Conviction, lock_periods
from taonet.runtime.types import TAO
from taonet.scale import U8, Case, Codec, DecodeError, Reader, Typed, tagged_enum
from taonet.scale import shape as shapes

_AYE = 0x80
_PATH = "pallet_conviction_voting::vote"

Balance = Annotated[int, Typed(TAO, "Balance")]
"""Rao of TAO, in the track of a subnet of its alpha."""


@final
class Vote(msgspec.Struct, frozen=True):
    """One side, with a conviction."""

    aye: bool
    conviction: Conviction = Conviction.None_


def _write_vote(vote: Vote, out: bytearray) -> None:
    out.append(vote.conviction | (_AYE if vote.aye else 0))


def _read_vote(reader: Reader) -> Vote:
    byte = reader.byte()
    conviction = byte & ~_AYE
    if conviction > max(Conviction):
        raise DecodeError(f"there is no conviction {conviction} at offset {reader.position - 1}")
    return Vote(bool(byte & _AYE), Conviction(conviction))


VOTE: Codec[Vote] = Codec(
    "Vote",
    shapes.Shape(shapes.Composite(lambda: (shapes.FieldShape(None, U8, "u8"),)), path=f"{_PATH}::Vote"),
    _write_vote,
    _read_vote,
    1,
)
"""One byte: the highest bit for aye, the rest for the conviction."""


@final
class Standard(msgspec.Struct, frozen=True):
    """All of a balance on one side."""

    vote: Annotated[Vote, Typed(VOTE, "Vote")]
    balance: Balance


@final
class Split(msgspec.Struct, frozen=True):
    """A balance on each side, without conviction."""

    aye: Balance
    nay: Balance


@final
class SplitAbstain(msgspec.Struct, frozen=True):
    """A balance on each side and one that takes no side, without conviction."""

    aye: Balance
    nay: Balance
    abstain: Balance


AccountVote = Standard | Split | SplitAbstain

ACCOUNT_VOTE: Codec[AccountVote] = tagged_enum(
    f"{_PATH}::AccountVote",
    (Case(Standard, 0), Case(Split, 1), Case(SplitAbstain, 2)),
    parameters={"Balance": TAO},
)


def balance_of(vote: AccountVote) -> int:
    """Return all that a vote takes; saturates."""
    if isinstance(vote, Standard):
        return vote.balance
    abstain = vote.abstain if isinstance(vote, SplitAbstain) else 0
    return min(vote.aye + vote.nay + abstain, U64_MAX)


def side_of(vote: AccountVote) -> bool | None:
    """Return whether a standard vote is an aye; None for one that is split."""
    return vote.vote.aye if isinstance(vote, Standard) else None


def periods_bound(vote: AccountVote, *, approved: bool) -> int:
    """Return for how many locking periods a vote binds after a poll ended so: not without conviction, nor for who lost."""
    if not isinstance(vote, Standard) or vote.vote.aye != approved:
        return 0
    return lock_periods(vote.vote.conviction)
