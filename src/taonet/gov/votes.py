"""The votes of one account: on which referenda, delegated to whom, and what is locked until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, final

import msgspec

from taonet.crypto.ss58 import encode
from taonet.gov.chain import Chain
from taonet.scale.described.types import Case

AYE: Final = 0x80
CONVICTIONS: Final = ("None", "Locked1x", "Locked2x", "Locked3x", "Locked4x", "Locked5x", "Locked6x")
FACTORS: Final = ("0.1", "1", "2", "3", "4", "5", "6")
PERIODS: Final = (0, 1, 2, 4, 8, 16, 32)
"""Locking periods of each conviction."""


@final
class Vote(msgspec.Struct, frozen=True):
    """A vote: `aye`, `nay`, or parts of an amount for each side; in rao."""

    index: int
    side: str
    conviction: int | None
    aye: int
    nay: int
    abstain: int


@final
class Delegation(msgspec.Struct, frozen=True):
    """What somebody else votes with."""

    to: str
    conviction: int
    amount: int


@final
class Position(msgspec.Struct, frozen=True):
    """An account on one track; what others delegated to it counts with conviction in `votes`, without it in `capital`."""

    track: int
    votes: Sequence[Vote]
    delegation: Delegation | None
    received_votes: int
    received_capital: int
    locked: int
    prior_until: int
    prior_amount: int
    """What stays locked of votes and delegations that are over, and to which block."""


def positions(chain: Chain, account: bytes) -> Sequence[Position]:
    """Return where an account votes, delegates or has something locked, in the order of the tracks."""
    chain.need("ConvictionVoting")
    locks = dict[int, int]((track, amount) for track, amount in chain.get("ConvictionVoting", "ClassLocksFor", account))
    rows = {parts[1]: voting for parts, voting in chain.rows("ConvictionVoting", "VotingFor", account)}
    return [_position(track, rows.get(track), locks.get(track, 0)) for track in sorted({*locks, *rows})]


def vote_of(index: int, found: Case) -> Vote:
    """Return a vote as the chain keeps it (`AccountVote`)."""
    fields: dict[str, Any] = dict(found.fields)
    if found.name != "Standard":
        side = "split" if found.name == "Split" else "abstain" if not fields["aye"] + fields["nay"] else "split"
        return Vote(index, side, None, fields["aye"], fields["nay"], fields.get("abstain", 0))
    for_it, conviction = bool(fields["vote"] & AYE), fields["vote"] & (AYE - 1)
    amount = fields["balance"]
    return Vote(index, "aye" if for_it else "nay", conviction, amount if for_it else 0, 0 if for_it else amount, 0)


def _position(track: int, voting: Case | None, locked: int) -> Position:
    if voting is None:
        return Position(track, [], None, 0, 0, locked, 0, 0)
    fields: dict[str, Any] = voting.only if isinstance(voting.fields, list) else voting.fields
    until, amount = fields["prior"]
    received = fields["delegations"]
    delegation = None
    if voting.name == "Delegating":
        conviction = CONVICTIONS.index(fields["conviction"].name)
        delegation = Delegation(encode(fields["target"]), conviction, fields["balance"])
    votes = [vote_of(index, one) for index, one in fields.get("votes", [])]
    return Position(track, votes, delegation, received["votes"], received["capital"], locked, until, amount)
