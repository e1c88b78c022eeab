"""Who acts in these tests, and the subnet that they act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bittensor as bt
from bittensor.keyfiles import Keypair

from taonet.neuron.blocking import blocking_client
from taonet.neuron.steps import forget_nonce
from taonet.testing.node import RunningNode


@dataclass(frozen=True)
class DevWallet:
    """A development account in the shape that the official client signs with."""

    coldkey: Any
    hotkey: Any

    @property
    def coldkeypub(self) -> Any:
        return self.coldkey

    @property
    def cold(self) -> str:
        return self.coldkey.ss58_address

    @property
    def hot(self) -> str:
        return self.hotkey.ss58_address


def dev_wallet(name: str) -> DevWallet:
    return DevWallet(Keypair.create_from_uri(f"//{name}"), Keypair.create_from_uri(f"//{name}_hk"))


ALICE, BOB, CHARLIE, DAVE, EVE = map(dev_wallet, ("Alice", "Bob", "Charlie", "Dave", "Eve"))


@dataclass
class Market:
    """A client, and the subnet that was made with it."""

    node: RunningNode
    client: bt.Subtensor
    netuid: int

    def do(self, intent: Any, wallet: Any) -> Any:
        """Execute what must succeed."""
        result = self.execute(intent, wallet)
        assert result.success, (intent, result.message)
        return result

    def error(self, intent: Any, wallet: Any) -> str | None:
        """Execute what must be refused and return the name that the client gives the refusal."""
        result = self.execute(intent, wallet)
        assert not result.success, intent
        assert result.error is not None
        return result.error.name

    def execute(self, intent: Any, wallet: Any) -> Any:
        """Execute an intent; after a shielded one let the client ask for the next nonce again."""
        result = self.client.execute(intent, wallet)
        if (result.data or {}).get("shielded"):
            forget_nonce(self.client, wallet.coldkeypub.ss58_address)
        return result


@contextmanager
def open_market(node: RunningNode) -> Iterator[Market]:
    with blocking_client(node.websocket) as client:
        market = Market(node, client, 0)
        market.netuid = market.do(bt.RegisterSubnet(), ALICE).data["netuid"]
        netuid = market.netuid
        market.do(bt.StartCall(netuid=netuid), ALICE)
        market.do(
            bt.intents.registry.build(
                "set_hyperparameter", {"netuid": netuid, "name": "commit_reveal_weights_enabled", "value": 0}
            ),
            ALICE,
        )
        # Registering counts as setting weights; without this they could be set a hundred blocks later at the earliest.
        unlimited = bt.calls.AdminUtils.sudo_set_weights_set_rate_limit(netuid=netuid, weights_set_rate_limit=0)
        assert client.submit_call(bt.calls.Sudo.sudo(call=client.compose(unlimited)), ALICE).success
        for wallet in (BOB, CHARLIE):
            market.do(bt.BurnedRegister(netuid=netuid), wallet)
            market.do(bt.AddStake(hotkey_ss58=wallet.hot, netuid=netuid, amount_tao=20), wallet)
        yield market
