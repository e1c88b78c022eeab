"""The official client reads votes from our metadata alone, and writes calls that are ours."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from bittensor_core import Runtime  # pyright: ignore[reportAttributeAccessIssue]  # the extension module has no stubs
from tests.helpers import TAO

from taonet.crypto.ss58 import encode as ss58
from taonet.runtime.construct import VOTES
from taonet.runtime.pallets.conviction_voting.conviction import Conviction, Delegations
from taonet.runtime.pallets.conviction_voting.storage import Storage
from taonet.runtime.pallets.conviction_voting.vote import SplitAbstain, Standard, Vote
from taonet.runtime.pallets.conviction_voting.voting import Casting, Delegating, PriorLock, Voting
from taonet.runtime.pallets.validator_votes.types import Side
from taonet.runtime.types import AddressId
from taonet.runtime.version import VOTES_VERSION
from taonet.sim import Chain


@cache
def client() -> Any:
    """Return the official client's codec of a chain with votes."""
    return Runtime(VOTES.metadata(15), VOTES_VERSION.spec_version, VOTES_VERSION.transaction_version)


def read(voting: Voting) -> dict[str, Any]:
    """Return what the client makes of what an account does in a class."""
    key = Storage.VotingFor.key_of((Chain.charlie, 0))
    raw = Storage.VotingFor.codec.encode(voting)
    ((_, told),) = client().decode_map_pairs("ConvictionVoting", "VotingFor", [key], [raw], 0)
    return told


def test_it_reads_votes() -> None:
    votes = [(3, Standard(Vote(aye=True, conviction=Conviction.Locked2x), TAO)), (4, SplitAbstain(1, 2, 3))]
    told = read(Casting(votes, Delegations(6, 1), PriorLock(9, 5)))

    assert told == {
        "Casting": {
            "votes": [
                (3, {"Standard": {"vote": 0x82, "balance": TAO}}),
                (4, {"SplitAbstain": {"aye": 1, "nay": 2, "abstain": 3}}),
            ],
            "delegations": {"votes": 6, "capital": 1},
            "prior": (9, 5),
        }
    }


def test_it_reads_delegations() -> None:
    told = read(Delegating(TAO, Chain.dave, Conviction.None_))

    assert told["Delegating"]["target"] == ss58(Chain.dave)
    assert told["Delegating"]["conviction"] == "None"


@pytest.mark.parametrize(
    ("name", "theirs", "ours"),
    [
        (
            "vote",
            {"poll_index": 3, "vote": {"Standard": {"vote": 0x86, "balance": TAO}}},
            (3, Standard(Vote(aye=True, conviction=Conviction.Locked6x), TAO)),
        ),
        (
            "delegate",
            {"class": 1001, "to": {"Id": ss58(Chain.dave)}, "conviction": "Locked1x", "balance": TAO},
            (1001, AddressId(Chain.dave), Conviction.Locked1x, TAO),
        ),
        ("undelegate", {"class": 0}, (0,)),
        ("unlock", {"class": 0, "target": {"Id": ss58(Chain.dave)}}, (0, AddressId(Chain.dave))),
        ("remove_vote", {"class": None, "index": 3}, (None, 3)),
        (
            "remove_other_vote",
            {"target": {"Id": ss58(Chain.dave)}, "class": 0, "index": 3},
            (AddressId(Chain.dave), 0, 3),
        ),
    ],
)
def test_its_calls_are_ours(name: str, theirs: dict[str, Any], ours: tuple[Any, ...]) -> None:
    written = bytes(client().compose_call("ConvictionVoting", name, theirs))

    assert written == VOTES.call_codec.encode(VOTES.call("ConvictionVoting", name, *ours))


def test_its_call_for_a_validator_is_ours() -> None:
    theirs = {"hotkey": ss58(Chain.dave), "poll_index": 3, "side": "Abstain"}
    written = bytes(client().compose_call("ValidatorVotes", "vote", theirs))

    assert written == VOTES.call_codec.encode(VOTES.call("ValidatorVotes", "vote", Chain.dave, 3, Side.Abstain))
