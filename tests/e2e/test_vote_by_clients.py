"""The clients that everybody has drive whole referenda, by what they read from metadata: from the proposal to the enactment."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.npm import drive
from tests.gov.conftest import serving

from taonet.gov.chain import Chain
from taonet.gov.referenda import referendum
from taonet.gov.sending import websocket
from taonet.gov.tracks import track_named
from taonet.neuron.blocking import blocking_client
from taonet.neuron.steps import dev_wallet

pytestmark = pytest.mark.timeout(300)

PROJECT = Path(__file__).with_name("polkadot_js")
TAO = 10**9


@pytest.fixture
def chain() -> Iterator[Chain]:
    with serving() as address:
        yield Chain(address)


def test_polkadot_js_drives_a_referendum_to_its_enactment(chain: Chain) -> None:
    seen = drive(PROJECT, websocket(chain.address), "vote.mjs")

    assert seen["submitted"] == ["Submitted"]
    assert seen["states"] == ["Ongoing", "Ongoing", "Confirming", "Approved"]
    assert (seen["tempoBefore"], seen["tempoWaiting"], seen["tempoAfter"]) == (100, 100, 40)
    assert seen["tally"] == [str(1_700_000 * TAO), "0", str(1_800_000 * TAO)]
    assert seen["casting"] == {"votes": [[0, True, "Locked1x"]], "delegated": str(800_000 * TAO)}
    assert seen["delegating"] == [True, str(800_000 * TAO), "Locked1x"]
    assert seen["abstaining"] == "SplitAbstain"
    assert seen["locks"] == [[11, str(900_000 * TAO)]]
    assert seen["refused"] == {"twice": "AlreadyDelegating", "alone": "BadOrigin"}
    assert seen["refunded"] == ["DecisionDepositRefunded"]


def test_the_official_client_drives_a_referendum_by_generic_calls(chain: Chain) -> None:
    track = track_named(chain, "subnet_affairs").id
    alice, bob, charlie, dave = (dev_wallet(name) for name in ("Alice", "Bob", "Charlie", "Dave"))

    with blocking_client(websocket(chain.address)) as client:

        def send(signer: Any, pallet: str, name: str, **arguments: Any) -> Any:
            return client.submit_call((pallet, name, arguments), signer, wait_for_finalization=False)

        proposal = client.compose(("AdminUtils", "sudo_set_tempo", {"netuid": 1, "tempo": 40}))
        submitted = send(
            dave, "Referenda", "submit",
            proposal_origin={"Origins": "SubnetAffairs"}, proposal={"Inline": proposal.data}, enactment_moment={"After": 0},
        )  # fmt: skip
        placed = send(dave, "Referenda", "place_decision_deposit", index=0)
        votes = [
            send(
                alice, "ConvictionVoting", "vote",
                poll_index=0, vote={"Standard": {"vote": 0x81, "balance": 900_000 * TAO}},
            ),
            send(
                bob, "ConvictionVoting", "delegate",
                **{"class": track}, to=alice.coldkey.ss58_address, conviction="Locked1x", balance=800_000 * TAO,
            ),
            send(
                charlie, "ConvictionVoting", "vote",
                poll_index=0, vote={"SplitAbstain": {"aye": 0, "nay": 0, "abstain": 100_000 * TAO}},
            ),
        ]  # fmt: skip
        twice = send(bob, "ConvictionVoting", "vote", poll_index=0, vote={"Split": {"aye": 1, "nay": 1}})
        info = client.query(("Referenda", "ReferendumInfoFor"), [0])
        voting = client.query(("ConvictionVoting", "VotingFor"), [bob.coldkey.ss58_address, track])

        assert all(one.success for one in (submitted, placed, *votes)), [
            one.message for one in (submitted, placed, *votes)
        ]
        assert (twice.success, twice.error.name) == (False, "AlreadyDelegating")
        assert info["Ongoing"]["tally"] == {"ayes": 1_700_000 * TAO, "nays": 0, "support": 1_800_000 * TAO}
        assert voting["Delegating"]["target"] == alice.coldkey.ss58_address

        chain.ask("dev_newBlock", 310)
        chain.refresh()
        assert referendum(chain, 0).state == "confirming"
        chain.ask("dev_newBlock", 2_430)

        assert list(client.query(("Referenda", "ReferendumInfoFor"), [0])) == ["Approved"]
        assert client.query(("SubtensorModule", "Tempo"), [1]) == 40
        assert send(charlie, "Referenda", "refund_decision_deposit", index=0).success
        assert send(charlie, "ConvictionVoting", "remove_vote", **{"class": track}, index=0).success
        assert send(
            charlie, "ConvictionVoting", "unlock", **{"class": track}, target=charlie.coldkey.ss58_address
        ).success
        assert client.query(("ConvictionVoting", "ClassLocksFor"), [charlie.coldkey.ss58_address]) == []
