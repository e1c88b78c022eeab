"""The steps from nothing to a subnet with neurons on it: fund, create, start, switch, register, stake.

Each is one signed transaction through the official client in its blocking form, as any owner sends it, here and on the
real network alike:

    with blocking_client("ws://127.0.0.1:9944") as client:
        netuid = create_subnet(client, owner)
        start_subnet(client, netuid, owner)
        register(client, netuid, miner)

A step that the chain refuses raises `StepRefused` with the chain's reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import bittensor as bt
from bittensor.intents import Intent
from bittensor.keyfiles import Keypair
from bittensor.result import ExtrinsicResult

from taonet.neuron.market import NeuronFailure

REGISTER_ATTEMPTS: Final = 5

Client = Any
"""`bittensor.Subtensor`, whose types are open."""


class StepRefused(NeuronFailure):
    """A step was refused; says which, and the chain's reason."""


@dataclass(frozen=True, slots=True)
class DevWallet:
    """A development account in the shape that the official client signs with."""

    coldkey: Any
    hotkey: Any

    @property
    def coldkeypub(self) -> Any:
        """Return the public side of the coldkey."""
        return self.coldkey


def dev_wallet(name: str) -> DevWallet:
    """Return a development account, whose keys everybody knows; `Alice` is rich on a development chain, and its root."""
    return DevWallet(Keypair.create_from_uri(f"//{name}"), Keypair.create_from_uri(f"//{name}//hotkey"))


def execute(client: Client, intent: Intent, wallet: Any) -> ExtrinsicResult:
    """Sign, submit and wait for one transaction; raise `StepRefused` with the chain's reason.

    The client counts one nonce for a shielded transaction, which takes two, so that its next one would be refused as
    outdated: its count is dropped after each of them, see `forget_nonce`.
    """
    result: ExtrinsicResult = client.execute(intent, wallet, retries=2)
    if (result.data or {}).get("shielded"):
        forget_nonce(client, wallet.coldkeypub.ss58_address)
    if not result.success:
        raise StepRefused(f"{type(intent).__name__}: {result.message}")
    return result


def forget_nonce(client: Client, address: str) -> None:
    """Make the official client ask the chain for an account's next nonce instead of counting on.

    Needed after every shielded transaction (`burned_register`, `add_collateral`): the carrier and what is in it take
    two nonces and the client counts one. Takes a `bittensor.Subtensor` in use, or a connected `bittensor.Client`.
    """
    # The client keeps the count in a place that has no public name.
    inner = getattr(client, "_client", client)
    inner._substrate.raw.clear_nonce_cache_for_account(address)  # noqa: SLF001


def fund(client: Client, giver: Any, address: str, tao: float) -> None:
    """Send TAO to an address."""
    execute(client, bt.Transfer(dest_ss58=address, amount_tao=tao), giver)


def create_subnet(client: Client, owner: Any) -> int:
    """Create a subnet, which costs what `btcli subnets create-cost` says, and return its number."""
    netuid = (execute(client, bt.RegisterSubnet(), owner).data or {}).get("netuid")
    if not isinstance(netuid, int):
        raise StepRefused("RegisterSubnet: the new subnet has no number")
    return netuid


def start_subnet(client: Client, netuid: int, owner: Any) -> None:
    """Let a subnet's alpha be traded and its emission begin."""
    execute(client, bt.StartCall(netuid=netuid), owner)


def allow_emission(client: Client, netuid: int, root: Any) -> None:
    """Let TAO flow into a subnet; only root may, which is Alice on a development chain."""
    execute(client, bt.SetSubnetEmissionEnabled(netuids=[netuid], enabled=True), root)


def switch(client: Client, netuid: int, owner: Any, name: str, value: Any) -> None:
    """Set a hyperparameter of a subnet, e.g. `commit_reveal_weights_enabled`."""
    execute(client, bt.SetHyperparameter(netuid=netuid, name=name, value=value), owner)


def register(client: Client, netuid: int, wallet: Any) -> None:
    """Give a wallet's hotkey a seat on a subnet for the price of the day; do nothing if it has one.

    The client shields this transaction. On a chain with short slots one may come too late, and is sent again.
    """
    failure = ""
    for _ in range(REGISTER_ATTEMPTS):
        if client.neurons.uid(hotkey_ss58=wallet.hotkey.ss58_address, netuid=netuid) is not None:
            return
        try:
            execute(client, bt.BurnedRegister(netuid=netuid), wallet)
        except StepRefused as refused:
            failure = str(refused)
        else:
            return
    raise StepRefused(failure)


def stake(client: Client, netuid: int, wallet: Any, tao: float) -> None:
    """Stake TAO of a wallet on its own hotkey at whatever price the pool asks."""
    hotkey = wallet.hotkey.ss58_address
    execute(client, bt.AddStake(hotkey_ss58=hotkey, netuid=netuid, amount_tao=tao, slippage_protection=False), wallet)
