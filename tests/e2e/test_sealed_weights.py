"""A subnet as it is born, and the official client as it seals weights and a commitment: opened by the chain, and paid."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import bittensor as bt
import pytest
from bittensor.intents import weights as official
from tests.e2e.accounts import ALICE, BOB, CHARLIE, Market

import taonet.offline_beacon
from taonet.crypto.timelock import seal
from taonet.neuron import timelock
from taonet.neuron.blocking import blocking_client
from taonet.neuron.steps import allow_emission
from taonet.scale import BYTES
from taonet.testing.node import RunningNode

PATIENCE = 90.0
TEMPO = 20


@pytest.fixture(autouse=True)
def _sealing_for_the_chain() -> Iterator[None]:
    """Seal as after `import taonet.offline_beacon`, and leave the client as it was to other tests."""
    assert taonet.offline_beacon.install is timelock.install
    before = vars(official)[timelock.REPLACED]
    timelock.install()
    yield
    setattr(official, timelock.REPLACED, before)


@pytest.fixture(scope="module")
def born(node: RunningNode) -> Iterator[Market]:
    """Give a subnet of //Alice with what every new subnet has: commit-reveal is on."""
    with blocking_client(node.websocket) as client:
        market = Market(node, client, 0)
        market.netuid = netuid = market.do(bt.RegisterSubnet(), ALICE).data["netuid"]
        market.do(bt.StartCall(netuid=netuid), ALICE)
        allow_emission(client, netuid, ALICE)
        for call in (
            bt.calls.AdminUtils.sudo_set_weights_set_rate_limit(netuid=netuid, weights_set_rate_limit=0),
            bt.calls.AdminUtils.sudo_set_tempo(netuid=netuid, tempo=TEMPO),
        ):
            assert client.submit_call(bt.calls.Sudo.sudo(call=client.compose(call)), ALICE).success
        for wallet in (BOB, CHARLIE):
            market.do(bt.BurnedRegister(netuid=netuid), wallet)
        market.do(bt.AddStake(hotkey_ss58=BOB.hot, netuid=netuid, amount_tao=20), BOB)
        yield market


def ask(market: Market, item: Any, *keys: Any) -> Any:
    return market.client.query(item, list(keys))


def wait_until(holds: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.25)


def test_weights_with_defaults_are_sealed_opened_and_paid(born: Market) -> None:
    netuid, items = born.netuid, bt.storage.SubtensorModule
    assert ask(born, items.CommitRevealWeightsEnabled, netuid) is True
    seats = {hotkey: uid for uid, hotkey in born.client.query_map(items.Keys, [netuid])}
    validator, miner = seats[BOB.hot], seats[CHARLIE.hot]
    wait_until(lambda: ask(born, items.ValidatorPermit, netuid)[validator], "no epoch gave a permit")

    told = born.do(bt.SetWeights(netuid=netuid, uids=[miner], weights=[1.0]), BOB)
    round_number = told.data["reveal_round"]
    assert ask(born, items.Weights, netuid, validator) in (None, [])
    waiting = born.client.query_map(items.TimelockedWeightCommits, [netuid])
    assert [entry[3] for _, entries in waiting for entry in entries] == [round_number]

    wait_until(lambda: ask(born, items.Weights, netuid, validator), "the chain did not open what was sealed")
    assert ask(born, items.Weights, netuid, validator) == [(miner, 65_535)]
    pulse = ask(born, bt.storage.Drand.Pulses, round_number)
    assert pulse["round"] == round_number
    assert ask(born, bt.storage.Drand.LastStoredRound) == round_number
    wait_until(lambda: ask(born, items.Incentive, netuid)[miner] == 65_535, "the miner was not paid")


def commitment_of_charlie(market: Market) -> dict[str, Any]:
    [row] = market.client.identity.commitments(market.netuid)
    assert row["hotkey"] == CHARLIE.hot
    return row


def test_a_sealed_commitment_is_hidden_until_the_chain_opens_it(born: Market) -> None:
    key = bytes.fromhex(ask(born, bt.storage.Drand.BeaconConfig)["public_key"].removeprefix("0x"))
    round_number = bt.timelock.round_at(ask(born, bt.storage.Timestamp.Now) / 1_000 + 120)
    text = BYTES.encode(b"owner/model")
    field = {"TimelockEncrypted": {"encrypted": seal(key, round_number, text), "reveal_round": round_number}}
    call = bt.calls.Commitments.set_commitment(netuid=born.netuid, info={"fields": [field]})
    told = born.client.submit_call(call, CHARLIE, signer="hotkey")
    assert told.success, told.message
    waits = commitment_of_charlie(born)
    assert (waits["status"], waits["commitment"]) == ("sealed", None)

    wait_until(lambda: commitment_of_charlie(born)["is_revealed"], "the chain did not open the commitment")
    row = commitment_of_charlie(born)
    assert (row["status"], row["commitment"]) == ("revealed", "owner/model")
    [(found, block)] = born.client.identity.revealed_commitment(born.netuid, CHARLIE.hot)
    assert (found, block) == (text.decode(), row["block"])
    assert ask(born, bt.storage.Commitments.CommitmentOf, born.netuid, CHARLIE.hot) is None
