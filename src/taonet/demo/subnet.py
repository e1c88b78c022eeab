"""Setting up the subnet, step by step, the way any owner does it: with the official client and signed transactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import bittensor as bt
from bittensor.intents import Intent
from bittensor.result import ExtrinsicResult

from taonet.demo.plan import PARTS, VALIDATORS, Part
from taonet.neuron.blocking import blocking_client

OWNER: Final = "owner"
OWNER_FUNDS: Final = 5_000  # TAO
VALIDATOR_FUNDS: Final = 700
MINER_FUNDS: Final = 20
ATTEMPTS: Final = 5

Say = Callable[[str], None]
Client = Any
"""`bittensor.Subtensor`, whose types are open."""


class SetupFailed(Exception):
    """A step of the set-up was refused; says which, and the chain's reason."""


@dataclass(frozen=True, slots=True)
class DevWallet:
    """A development account in the shape that the client signs with."""

    coldkey: Any
    hotkey: Any

    @property
    def coldkeypub(self) -> Any:
        """Return the public side of the coldkey."""
        return self.coldkey


def make_wallets(folder: str) -> dict[str, bt.Wallet]:
    """Make an unencrypted throw-away wallet for the owner and for each part."""
    wallets: dict[str, bt.Wallet] = {}
    for name in (OWNER, *(part.name for part in PARTS)):
        wallet = bt.Wallet(name, "default", folder)
        wallet.create_new_coldkey(use_password=False, suppress=True)
        wallet.create_new_hotkey(use_password=False, suppress=True)
        wallets[name] = wallet
    return wallets


def alice() -> DevWallet:
    """Return the rich development account, which is also sudo."""
    from bittensor_core import Keypair  # noqa: PLC0415  a compiled module without types

    return DevWallet(Keypair.create_from_uri("//Alice"), Keypair.create_from_uri("//Alice//hotkey"))


def set_up(client: Client, wallets: dict[str, bt.Wallet], say: Say) -> int:
    """Fund all accounts, create and start a subnet, register all parts, stake for the validators; return the netuid."""
    rich = alice()
    say("funding nine accounts")
    for name, wallet in wallets.items():
        amount = OWNER_FUNDS if name == OWNER else MINER_FUNDS
        if any(part.name == name for part in VALIDATORS):
            amount = VALIDATOR_FUNDS
        _do(client, bt.Transfer(dest_ss58=wallet.coldkeypub.ss58_address, amount_tao=amount), rich)
    owner = wallets[OWNER]
    say("creating a subnet")
    netuid = _netuid_of(_do(client, bt.RegisterSubnet(), owner))
    _do(client, bt.StartCall(netuid=netuid), owner)
    _do(client, bt.SetSubnetEmissionEnabled(netuids=[netuid], enabled=True), rich)
    # Timelocked weights need the drand beacon; a network without internet sets them openly.
    _do(client, bt.SetHyperparameter(netuid=netuid, name="commit_reveal_weights_enabled", value=False), owner)
    for part in PARTS:
        say(f"registering {part.name}")
        _register(client, netuid, wallets[part.name])
    for part in VALIDATORS:
        say(f"staking for {part.name}")
        _stake(client, netuid, part, wallets[part.name])
    return netuid


def _register(client: Client, netuid: int, wallet: bt.Wallet) -> None:
    """Register a neuron. The client shields this transaction, so it may take another try when slots are short."""
    failure = ""
    for _ in range(ATTEMPTS):
        # A connection of its own: after a shielded transaction the client's idea of the next nonce is one behind.
        with blocking_client(client.endpoint) as own:
            result = own.execute(bt.BurnedRegister(netuid=netuid), wallet)
        if result.success or client.neurons.uid(hotkey_ss58=wallet.hotkey.ss58_address, netuid=netuid) is not None:
            return
        failure = result.message
    raise SetupFailed(f"registering {wallet.name}: {failure}")


def _stake(client: Client, netuid: int, part: Part, wallet: bt.Wallet) -> None:
    hotkey = wallet.hotkey.ss58_address
    intent = bt.AddStake(hotkey_ss58=hotkey, netuid=netuid, amount_tao=part.stake, slippage_protection=False)
    _do(client, intent, wallet)


def _do(client: Client, intent: Intent, wallet: Any) -> ExtrinsicResult:
    result = client.execute(intent, wallet, retries=2)
    if not result.success:
        raise SetupFailed(f"{type(intent).__name__}: {result.message}")
    return result


def _netuid_of(result: ExtrinsicResult) -> int:
    netuid = (result.data or {}).get("netuid")
    if not isinstance(netuid, int):
        raise SetupFailed("the new subnet has no number")
    return netuid
