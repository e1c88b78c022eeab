"""What polkadot.js' page of referenda reads of votes, and what its dialogs make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.e2e.npm import drive
from tests.helpers import TAO
from tests.runtime.pallets.conviction_voting.electorate import HUNDRED, Electorate, aye, nay

from taonet.crypto.ss58 import encode
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD, Storage
from taonet.runtime.pallets.conviction_voting.vote import SplitAbstain
from taonet.runtime.types import AddressId
from taonet.sim import Chain

pytestmark = pytest.mark.timeout(300)

PROJECT = Path(__file__).with_name("polkadot_js")
CHARLIE, DAVE, BOB = Chain.charlie, Chain.dave, Chain.bob


@pytest.fixture(scope="module")
def e() -> Electorate:
    """Give a chain on which Charlie delegates to Dave, and Dave votes."""
    e = Electorate()
    polls = [e.poll() for _ in range(2)]
    e.delegate(BOB, DAVE, TAO, Conviction.Locked2x)
    e.undelegate(BOB)
    e.delegate(CHARLIE, DAVE, HUNDRED, Conviction.Locked3x)
    e.vote(DAVE, polls[0], nay(HUNDRED, Conviction.Locked6x))
    e.vote(DAVE, polls[1], SplitAbstain(1, 2, 3))
    return e


@pytest.fixture(scope="module")
def seen(e: Electorate, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Give what polkadot.js read."""
    file = tmp_path_factory.mktemp("votes") / "given.json"
    raw = [e.s.get(Storage.VotingFor.key_of((who, 0))) or b"" for who in (DAVE, CHARLIE, BOB)]
    given = {
        "metadata": "0x" + e.s.runtime.metadata(14).hex(),
        "votings": ["0x" + value.hex() for value in raw],
        "locks": "0x" + (e.s.get(Storage.ClassLocksFor.key_of((DAVE,))) or b"").hex(),
        "accounts": ["0x" + who.hex() for who in (DAVE, CHARLIE, BOB)],
    }
    file.write_bytes(msgspec.json.encode(given))
    return drive(PROJECT, str(file), "votes.mjs")


def test_it_tells_voters_from_delegators_and_reads_all_of_both(e: Electorate, seen: dict[str, Any]) -> None:
    dave, charlie, bob = seen["votings"]

    assert dave == {
        "votes": [
            {"index": 0, "aye": False, "conviction": "Locked6x", "balance": str(HUNDRED)},
            {"index": 1, "aye": 1, "nay": 2, "abstain": 3},
        ],
        "delegations": [str(4 * HUNDRED - HUNDRED), str(HUNDRED)],
        "prior": [0, "0"],
    }
    assert charlie == {"balance": str(HUNDRED), "target": encode(DAVE), "conviction": "Locked3x"}
    assert bob["prior"] == [e.c.number + 2 * VOTE_LOCKING_PERIOD, str(TAO)]


def test_it_reads_locks_and_finds_votes_under_our_keys(seen: dict[str, Any]) -> None:
    keys = ["0x" + Storage.VotingFor.key_of((who, 0)).hex() for who in (DAVE, CHARLIE, BOB)]

    assert seen["locks"] == [[0, str(HUNDRED)]]
    assert seen["period"] == VOTE_LOCKING_PERIOD
    assert [key[-len(ours) + 2 :] for key, ours in zip(seen["keys"], keys, strict=True)] == [key[2:] for key in keys]


def test_what_its_dialogs_make_are_our_calls(e: Electorate, seen: dict[str, Any]) -> None:
    make, dave = e.c.runtime.call, AddressId(DAVE)
    ours = [
        make("ConvictionVoting", "vote", 3, aye(1_000, Conviction.Locked6x)),
        make("ConvictionVoting", "vote", 3, SplitAbstain(1, 2, 3)),
        make("ConvictionVoting", "delegate", 0, dave, Conviction.Locked1x, 1_000),
        make("ConvictionVoting", "remove_vote", None, 3),
        make("ConvictionVoting", "unlock", 0, dave),
    ]

    assert seen["calls"] == ["0x" + e.c.runtime.call_codec.encode(call).hex() for call in ours]
