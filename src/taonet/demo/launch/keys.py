"""Keys that begin with nothing, and what the chain says that they have. Amounts in rao."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, final

import bittensor as bt

from taonet.demo.subnet import make_wallets
from taonet.neuron.steps import Client

MARKET: Final = 1
"""The subnet that is there from the start."""
Module: Final = bt.storage.SubtensorModule


@final
@dataclass(frozen=True, slots=True)
class Key:
    """A coldkey with one hotkey."""

    name: str
    wallet: bt.Wallet

    @property
    def cold(self) -> str:
        """Return the coldkey's address."""
        return self.wallet.coldkeypub.ss58_address

    @property
    def hot(self) -> str:
        """Return the hotkey's address."""
        return self.wallet.hotkey.ss58_address


def make_keys(folder: str, names: Iterable[str]) -> list[Key]:
    """Make a key for each name; its secrets lie in the folder, unencrypted."""
    return [Key(name, wallet) for name, wallet in make_wallets(folder, names).items()]


def free(client: Client, key: Key, block: int) -> int:
    """Return the TAO that a key has at a block and may spend."""
    return int(client.balances.get(key.cold, block=block).rao)


def staked(client: Client, key: Key, block: int, netuid: int = MARKET) -> int:
    """Return the alpha that a key has staked on its own hotkey."""
    return int(client.staking.get(key.cold, key.hot, netuid, block=block).rao)


def issuance(client: Client, block: int) -> int:
    """Return all TAO that there is at a block."""
    return int(client.query(Module.TotalIssuance, block=block))


def of_subnet(client: Client, item: Any, block: int, netuid: int = MARKET) -> Any:
    """Return an item of a subnet at a block."""
    return client.query(item, [netuid], block=block)


def block_of(result: Any) -> int:
    """Return the number of the block that a transaction is in."""
    return int(str(result.extrinsic_id).partition("-")[0])
