"""The public steps to a subnet, against a node; and what the client does not count."""

import bittensor as bt
import pytest
from tests.e2e.accounts import BOB, DAVE, EVE

from taonet.neuron.blocking import blocking_client
from taonet.neuron.steps import (
    StepRefused,
    allow_emission,
    create_subnet,
    dev_wallet,
    execute,
    fund,
    register,
    stake,
    start_subnet,
    switch,
)
from taonet.testing.node import RunningNode


def test_the_steps_lead_to_a_subnet_with_a_staked_neuron(node: RunningNode) -> None:
    alice = dev_wallet("Alice")
    with blocking_client(node.websocket) as client:
        fund(client, alice, EVE.cold, 2_500)
        netuid = create_subnet(client, EVE)
        start_subnet(client, netuid, EVE)
        allow_emission(client, netuid, alice)
        switch(client, netuid, EVE, "commit_reveal_weights_enabled", value=False)
        register(client, netuid, BOB)
        register(client, netuid, BOB)
        stake(client, netuid, BOB, 20)
        graph = client.subnets.metagraph(netuid=netuid)

        assert graph is not None
        seats = {neuron.hotkey: neuron.total_stake.rao for neuron in graph.neurons}
        assert list(seats) == [EVE.hot, BOB.hot]
        assert seats[BOB.hot] > 0


def test_a_refused_step_says_which_and_why(node: RunningNode) -> None:
    with blocking_client(node.websocket) as client, pytest.raises(StepRefused, match=r"^StartCall: .+"):
        start_subnet(client, 1, DAVE)


def test_after_a_shielded_transaction_the_next_one_goes_through(node: RunningNode) -> None:
    send = bt.Transfer(dest_ss58=EVE.cold, amount_tao=1)
    with blocking_client(node.websocket) as client:
        execute(client, bt.BurnedRegister(netuid=1), DAVE)

        assert client.execute(send, DAVE).success


def test_without_it_the_clients_next_transaction_is_outdated(node: RunningNode) -> None:
    with blocking_client(node.websocket) as client:
        assert client.execute(bt.BurnedRegister(netuid=1), EVE).success
        behind = client.execute(bt.Transfer(dest_ss58=BOB.cold, amount_tao=1), EVE)

        assert behind.error is not None
        assert behind.error.name == "Stale"
