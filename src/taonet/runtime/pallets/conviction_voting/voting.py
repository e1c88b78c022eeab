"""What an account does in a class of polls: it votes, or another votes for it; and what remains locked from before.

Source: polkadot-sdk/substrate/frame/conviction-voting/src/vote.rs PriorLock, Casting, Delegating, Voting, locked_balance
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Annotated, final

import msgspec
from msgspec.structs import replace

from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.conviction_voting.conviction import (
    CONVICTION,
    DELEGATIONS,
    NOTHING,
    Conviction,
    Delegations,
)
from taonet.runtime.pallets.conviction_voting.vote import ACCOUNT_VOTE, AccountVote, Balance, balance_of
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32, Codec, DecodeError, Reader, Typed, bounded_vec, struct, tuple_of
from taonet.scale import shape as shapes

MAX_VOTES = 512
"""Votes that an account may have in a class at once."""

_PATH = "pallet_conviction_voting::vote"


@final
class PriorLock(msgspec.Struct, frozen=True):
    """A lock from votes and delegations that are gone: up to which block, and how much."""

    until: Annotated[int, Typed(U32, "BlockNumber")] = 0
    amount: Balance = 0

    def with_lock(self, until: int, amount: int) -> PriorLock:
        """Return this lock and another as one: the later block and the higher amount, which may lock too much."""
        return PriorLock(max(self.until, until), max(self.amount, amount))

    def at(self, now: int) -> PriorLock:
        """Return what is left of the lock in a block."""
        return NO_LOCK if now >= self.until else self


NO_LOCK = PriorLock()

PRIOR_LOCK: Codec[PriorLock] = struct(
    PriorLock, f"{_PATH}::PriorLock", parameters={"BlockNumber": U32, "Balance": TAO}, named=False
)

Votes = list[tuple[int, AccountVote]]


@final
class Casting(msgspec.Struct, frozen=True):
    """The account votes itself: its votes by poll, what others delegated to it, and its prior lock."""

    votes: Votes = []
    delegations: Delegations = NOTHING
    prior: PriorLock = NO_LOCK


@final
class Delegating(msgspec.Struct, frozen=True):
    """Another account votes with a balance of this one. What others delegate to it is remembered, but not passed on."""

    balance: Balance
    target: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    conviction: Conviction
    delegations: Delegations = NOTHING
    prior: PriorLock = NO_LOCK


Voting = Casting | Delegating

_VOTES = bounded_vec(tuple_of(U32, ACCOUNT_VOTE), MAX_VOTES)
_COMMON = {"delegations": Typed(DELEGATIONS, "Delegations<Balance>"), "prior": Typed(PRIOR_LOCK, "PriorLock<..>")}
_PARAMETERS = {"Balance": TAO, "AccountId": ACCOUNT_ID, "BlockNumber": U32}

CASTING = struct(
    Casting,
    f"{_PATH}::Casting",
    {"votes": Typed(_VOTES, "BoundedVec<(PollIndex, AccountVote<Balance>), MaxVotes>"), **_COMMON},
    parameters={"Balance": TAO, "BlockNumber": U32, "PollIndex": U32, "MaxVotes": None},
)
DELEGATING = struct(
    Delegating,
    f"{_PATH}::Delegating",
    {
        "balance": Typed(TAO, "Balance"),
        "target": Typed(ACCOUNT_ID, "AccountId"),
        "conviction": Typed(CONVICTION, "Conviction"),
        **_COMMON,
    },
    parameters=_PARAMETERS,
)


def _write(voting: Voting, out: bytearray) -> None:
    if isinstance(voting, Casting):
        out.append(0)
        CASTING.write(voting, out)
    else:
        out.append(1)
        DELEGATING.write(voting, out)


def _read(reader: Reader) -> Voting:
    number = reader.byte()
    if number > 1:
        raise DecodeError(f"an account votes or delegates, and does no {number}, at offset {reader.position - 1}")
    return DELEGATING.read(reader) if number else CASTING.read(reader)


def _variants() -> tuple[shapes.VariantShape, ...]:
    kinds = (("Casting", CASTING), ("Delegating", DELEGATING))
    return tuple(
        shapes.VariantShape(name, number, (shapes.FieldShape(None, codec, f"{name}<..>"),))
        for number, (name, codec) in enumerate(kinds)
    )


VOTING: Codec[Voting] = Codec(
    "Voting",
    shapes.Shape(
        shapes.Variant(_variants),
        path=f"{_PATH}::Voting",
        parameters=tuple(
            shapes.Parameter(name, codec)
            for name, codec in (*_PARAMETERS.items(), ("PollIndex", U32), ("MaxVotes", None))
        ),
    ),
    _write,
    _read,
    CASTING.minimum + 1,
)

IDLE = Casting()


def find(votes: Votes, poll: int) -> AccountVote | None:
    """Return the vote in a poll; None without one."""
    place = bisect_left(votes, poll, key=_poll)
    return votes[place][1] if place < len(votes) and votes[place][0] == poll else None


def with_vote(votes: Votes, poll: int, vote: AccountVote) -> Votes:
    """Return votes with one more, or with one that is replaced, in the order of polls."""
    rest = without_vote(votes, poll)
    place = bisect_left(rest, poll, key=_poll)
    return [*rest[:place], (poll, vote), *rest[place:]]


def without_vote(votes: Votes, poll: int) -> Votes:
    """Return votes without the one in a poll."""
    return [entry for entry in votes if entry[0] != poll]


def at(voting: Voting, now: int) -> Voting:
    """Return what an account does, without a prior lock that has run out."""
    prior = voting.prior.at(now)
    return voting if prior == voting.prior else replace(voting, prior=prior)


def locked(voting: Voting) -> int:
    """Return what must be locked: the highest of what is voted with, delegated, or still bound. They overlap."""
    if isinstance(voting, Delegating):
        return max(voting.balance, voting.prior.amount)
    return max([voting.prior.amount, *(balance_of(vote) for _, vote in voting.votes)])


def _poll(entry: tuple[int, AccountVote]) -> int:
    return entry[0]
