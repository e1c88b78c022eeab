"""Setting up the subnet, step by step, the way any owner does it: with the official client and signed transactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import bittensor as bt

from taonet.demo.plan import PARTS, VALIDATORS
from taonet.neuron.steps import allow_emission, create_subnet, dev_wallet, fund, register, stake, start_subnet, switch

OWNER: Final = "owner"
OWNER_FUNDS: Final = 5_000  # TAO
VALIDATOR_FUNDS: Final = 700
MINER_FUNDS: Final = 20

Say = Callable[[str], None]
Client = Any
"""`bittensor.Subtensor`, whose types are open."""


def make_wallets(folder: str) -> dict[str, bt.Wallet]:
    """Make an unencrypted throw-away wallet for the owner and for each part."""
    wallets: dict[str, bt.Wallet] = {}
    for name in (OWNER, *(part.name for part in PARTS)):
        wallet = bt.Wallet(name, "default", folder)
        wallet.create_new_coldkey(use_password=False, suppress=True)
        wallet.create_new_hotkey(use_password=False, suppress=True)
        wallets[name] = wallet
    return wallets


def set_up(client: Client, wallets: dict[str, bt.Wallet], say: Say) -> int:
    """Fund all accounts, create and start a subnet, register all parts, stake for the validators; return the netuid."""
    rich = dev_wallet("Alice")
    say("funding nine accounts")
    for name, wallet in wallets.items():
        amount = OWNER_FUNDS if name == OWNER else MINER_FUNDS
        if any(part.name == name for part in VALIDATORS):
            amount = VALIDATOR_FUNDS
        fund(client, rich, wallet.coldkeypub.ss58_address, amount)
    owner = wallets[OWNER]
    say("creating a subnet")
    netuid = create_subnet(client, owner)
    start_subnet(client, netuid, owner)
    allow_emission(client, netuid, rich)
    # Timelocked weights need the drand beacon; a network without internet sets them openly.
    switch(client, netuid, owner, "commit_reveal_weights_enabled", value=False)
    for part in PARTS:
        say(f"registering {part.name}")
        register(client, netuid, wallets[part.name])
    for part in VALIDATORS:
        say(f"staking for {part.name}")
        stake(client, netuid, wallets[part.name], part.stake)
    return netuid
