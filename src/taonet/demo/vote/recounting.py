"""The votes of a referendum counted again, from what the chain told of each: a tally that owes the chain's nothing."""

from __future__ import annotations

from typing import Any, Final

from taonet.demo.vote.network import Holders
from taonet.gov.votes import AYE, CONVICTIONS
from taonet.scale.described.types import Case

TENTHS: Final = (1, 10, 20, 30, 40, 50, 60)
"""Tenths of a vote that each conviction counts."""


def recounted(net: Holders, index: int) -> tuple[int, int, int]:
    """Return ayes, nays and support of a referendum: of its votes, and of all that was delegated to who voted."""
    track = net.chain.get("Referenda", "ReferendumInfoFor", index).only["track"]
    votes: dict[bytes, Case] = {}
    given: dict[bytes, bytes] = {}
    for one in net.seen:
        fields: Any = one.fields
        if one.name == "ConvictionVoting.Voted" and fields["poll_index"] == index:
            votes[fields["who"]] = fields["vote"]
        elif one.name == "ConvictionVoting.VoteRemoved" and fields["poll_index"] == index:
            votes.pop(fields["who"], None)
        elif one.name == "ConvictionVoting.Delegated" and fields[2] == track:
            given[fields[0]] = fields[1]
        elif one.name == "ConvictionVoting.Undelegated" and fields[1] == track:
            given.pop(fields[0], None)
    ayes, nays, support = 0, 0, 0
    for who, vote in votes.items():
        fields = dict(vote.fields)
        if vote.name != "Standard":
            ayes, nays = ayes + fields["aye"] // 10, nays + fields["nay"] // 10
            support += fields["aye"] + fields.get("abstain", 0)
            continue
        # The event does not tell how much was delegated; the delegation in the state does.
        own = [(fields["balance"], fields["vote"] & (AYE - 1))]
        others = [_delegated(net, giver, track) for giver, to in given.items() if to == who]
        count = sum(balance * TENTHS[conviction] // 10 for balance, conviction in (*own, *others))
        if fields["vote"] & AYE:
            ayes, support = ayes + count, support + sum(balance for balance, _ in (*own, *others))
        else:
            nays += count
    return ayes, nays, support


def _delegated(net: Holders, giver: bytes, track: int) -> tuple[int, int]:
    voting = net.chain.get("ConvictionVoting", "VotingFor", giver, track).only
    return voting["balance"], CONVICTIONS.index(voting["conviction"].name)
