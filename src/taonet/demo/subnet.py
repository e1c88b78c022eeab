"""Setting up the subnet, step by step, the way any owner does it: with the official client and signed transactions."""

from __future__ import annotations

from typing import Any, Final

import bittensor as bt

from taonet.demo.figures import RAO
from taonet.demo.lines import Line, Say
from taonet.demo.plan import OWNER, PARTS, VALIDATORS, Part
from taonet.neuron.steps import (
    Client,
    allow_emission,
    create_subnet,
    dev_wallet,
    fund,
    register,
    stake,
    start_subnet,
    switch,
)

OWNER_FUNDS: Final = 5_000  # TAO
VALIDATOR_FUNDS: Final = 700
MINER_FUNDS: Final = 20


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
    for name, wallet in wallets.items():
        amount = _funds(name)
        say(Line("fund", f"{name} gets {amount:,} TAO from Alice, who is rich on a local chain"))
        fund(client, rich, wallet.coldkeypub.ss58_address, amount)
    owner = wallets[OWNER]
    netuid = create_subnet(client, owner)
    paid = _read(client, "SubnetLocked", netuid)
    say(Line("subnet", f"{netuid} is the owner's, for {paid:,.0f} TAO; they are its pool"))
    start_subnet(client, netuid, owner)
    allow_emission(client, netuid, rich)
    say(Line("subnet", f"{netuid} is started: new TAO may flow into it"))
    # Timelocked weights need the drand beacon; a network without internet sets them openly.
    switch(client, netuid, owner, "commit_reveal_weights_enabled", value=False)
    for part in PARTS:
        price = _read(client, "Burn", netuid)
        register(client, netuid, wallets[part.name])
        say(Line("register", f"{part.name}, {part.role}, for {price:.2f} TAO: {part.note}"))
    for part in VALIDATORS:
        stake(client, netuid, wallets[part.name], part.stake)
        say(Line("stake", _staked(client, netuid, part, wallets[part.name].hotkey.ss58_address)))
    return netuid


def _funds(name: str) -> int:
    if name == OWNER:
        return OWNER_FUNDS
    return VALIDATOR_FUNDS if any(part.name == name for part in VALIDATORS) else MINER_FUNDS


def _read(client: Client, item: str, netuid: int) -> float:
    """Return an amount that the chain keeps for a subnet, in TAO."""
    return int(client.query(getattr(bt.storage.SubtensorModule, item), [netuid]) or 0) / RAO


def _staked(client: Client, netuid: int, part: Part, hotkey: str) -> str:
    graph: Any = client.subnets.metagraph(netuid=netuid, commitments=False)
    held = next(float(neuron.alpha_stake.amount) for neuron in graph.neurons if neuron.hotkey == hotkey)
    return f"{part.name} buys {held:,.1f} alpha for {part.stake:,.0f} TAO: stake makes its word count"
