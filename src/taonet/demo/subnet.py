"""Setting up the subnet, step by step, the way any owner does it: with the official client and signed transactions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

import bittensor as bt
from bittensor.intents import Intent

from taonet.demo.figures import RAO
from taonet.demo.lines import Line, Say
from taonet.demo.plan import OWNER, VALIDATORS, Seat
from taonet.neuron.steps import (
    Client,
    StepRefused,
    allow_emission,
    create_subnet,
    dev_wallet,
    execute,
    register,
    stake,
    start_subnet,
    switch,
)


def make_wallets(folder: str, names: Iterable[str]) -> dict[str, bt.Wallet]:
    """Make an unencrypted throw-away wallet for each name."""
    wallets: dict[str, bt.Wallet] = {}
    for name in names:
        wallet = bt.Wallet(name, "default", folder)
        wallet.create_new_coldkey(use_password=False, suppress=True)
        wallet.create_new_hotkey(use_password=False, suppress=True)
        wallets[name] = wallet
    return wallets


def allow_many(client: Client) -> None:
    """Let subnets be created one right after the other, as root may; else many blocks must lie between two of them."""
    _as_root(client, bt.calls.AdminUtils.sudo_set_network_rate_limit(rate_limit=0))


def _as_root(client: Client, call: Any) -> None:
    result = client.submit_call(bt.calls.Sudo.sudo(call=client.compose(call)), dev_wallet("Alice"))
    if not result.success:
        raise StepRefused(f"{call}: {result.message}")


def set_up(client: Client, seats: Sequence[Seat], wallets: dict[str, bt.Wallet], say: Say, turn: Lock) -> int:
    """Fund all accounts, create and start a subnet, register all neurons, stake for the validators; return the netuid.

    `turn` is held while Alice signs: her transactions are numbered, and other subnets may be set up beside this one.
    """
    rich = dev_wallet("Alice")
    say(Line("fund", f"Alice, who is rich on a local chain, gives {_gifts(seats)}"))
    with turn:
        execute(client, bt.Batch([_gift(wallets[seat.name], seat.funds) for seat in seats]), rich)
    owner = wallets[OWNER]
    netuid = create_subnet(client, owner)
    paid = _read(client, "SubnetLocked", netuid)
    say(Line("subnet", f"{netuid} is the owner's, for {paid:,.0f} TAO; they are its pool"))
    start_subnet(client, netuid, owner)
    with turn:
        allow_emission(client, netuid, rich)
        # What miners and the owner earn is stake. Did it all count, then after some epochs those who rate nobody would hold
        # more than half, and Yuma would agree on no miner. Only the largest stakes count: the validators and one more.
        most = len(VALIDATORS) + 1
        _as_root(
            client, bt.calls.AdminUtils.sudo_set_max_allowed_validators(netuid=netuid, max_allowed_validators=most)
        )
    say(Line("subnet", f"{netuid} is started: new TAO may flow into it"))
    # Timelocked weights need the drand beacon; a network without internet sets them openly.
    switch(client, netuid, owner, "commit_reveal_weights_enabled", value=False)
    for seat in seats:
        if seat.role != "owner":  # who has a seat already
            price = _read(client, "Burn", netuid)
            register(client, netuid, wallets[seat.name])
            say(Line("register", f"{seat.name}, {seat.role}, for {price:.2f} TAO: {seat.note}"))
    for seat in VALIDATORS:
        stake(client, netuid, wallets[seat.name], seat.stake)
        say(Line("stake", _staked(client, netuid, seat, wallets[seat.name].hotkey.ss58_address)))
    return netuid


def _gifts(seats: Sequence[Seat]) -> str:
    """Return who gets how much; miners get the same."""
    miners = [seat for seat in seats if seat.role == "miner"]
    others = [f"{seat.funds:,} to {seat.name}" for seat in seats if seat.role != "miner"]
    return f"{', '.join(others)}, {miners[0].funds} TAO to each of {len(miners)} miners"


def _gift(wallet: bt.Wallet, tao: float) -> Intent:
    return bt.Transfer(dest_ss58=wallet.coldkeypub.ss58_address, amount_tao=tao)


def _read(client: Client, item: str, netuid: int) -> float:
    """Return an amount that the chain keeps for a subnet, in TAO."""
    return int(client.query(getattr(bt.storage.SubtensorModule, item), [netuid]) or 0) / RAO


def _staked(client: Client, netuid: int, seat: Seat, hotkey: str) -> str:
    graph: Any = client.subnets.metagraph(netuid=netuid, commitments=False)
    held = next(float(neuron.alpha_stake.amount) for neuron in graph.neurons if neuron.hotkey == hotkey)
    return f"{seat.name} buys {held:,.1f} alpha for {seat.stake:,.0f} TAO: stake makes its word count"
