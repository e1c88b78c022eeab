"""The first chapters: nothing is there, keys join for work, and the first epoch pays them."""

from __future__ import annotations

import os
from typing import Final

import bittensor as bt

from taonet.demo.launch.keys import MARKET, Key, Module, block_of, free, issuance, of_subnet, staked
from taonet.demo.launch.telling import Telling, tao
from taonet.demo.lines import LABEL
from taonet.demo.shows.show import ShowFailed
from taonet.neuron.proof_of_work import Search, register_by_work
from taonet.neuron.steps import execute
from taonet.primitives.amounts import RAO_PER_TAO

TAKEN: Final = 10 * RAO_PER_TAO
SENT: Final = RAO_PER_TAO
KEPT: Final = RAO_PER_TAO // 10
"""Rao that the first key unstakes, sends, and keeps for fees when it stakes the rest."""


def nothing(t: Telling) -> None:
    """Say what is there before the first block."""
    made, accounts = issuance(t.client, 0), t.client.query_map(bt.storage.System.Account, block=0)
    root = t.client.query(bt.storage.Sudo.Key, block=0)
    if made or accounts or root:
        raise ShowFailed(f"at block 0 there are {made} rao, {len(accounts)} accounts, and root is {root}")
    t.note(
        "genesis", 0, "nothing", f"{made} TAO, {len(accounts)} accounts, and nobody is root",
        "every block makes 1 TAO for those who take part on subnet 1", issuance_rao=made, accounts=len(accounts),
    )  # fmt: skip


def join(t: Telling, key: Key, *, first: bool) -> None:
    """Let a key that owns nothing work for a seat."""
    if first:
        t.explain(
            f"{key.name} makes a key, {key.hot}: it owns nothing.", "it cannot pay for a seat; but work counts, too"
        )
    had = free(t.client, key, int(t.client.block))

    def searching(search: Search) -> None:
        t.teller.progress(f"{'work':{LABEL}}{search.tries:,} tries, {search.rate:,.0f} a second")

    seat = register_by_work(
        t.client, MARKET, key.wallet, threads=os.cpu_count() or 1, max_seconds=300, report=searching
    )
    t.teller.progress("")
    block, search = int(t.client.query(Module.BlockAtRegistration, [MARKET, seat.uid])), seat.search
    t.note(
        "registered", block, "work",
        f"{key.name}: uid {seat.uid} for {search.tries:,} tries in {search.seconds:.1f} s; it paid 0 TAO",
        *((f"one in {search.difficulty:,} tries is good enough: that is the subnet's difficulty",) if first else ()),
        key=key.name, uid=seat.uid, difficulty=search.difficulty, tries=search.tries,
        seconds=round(search.seconds, 3), tries_per_second=round(search.rate), paid_rao=had - free(t.client, key, block),
    )  # fmt: skip


def first_epoch(t: Telling) -> None:
    """Wait for the first epoch, and say what it paid."""
    t.wait(
        lambda _: "mining; the first epoch pays",
        lambda block: int(of_subnet(t.client, Module.SubnetEpochIndex, block) or 0) >= 1,
    )
    block = int(of_subnet(t.client, Module.LastEpochBlock, int(t.client.block)))
    earned = {key.name: staked(t.client, key, block) for key in t.keys}
    if not min(earned.values()):
        raise ShowFailed(f"the first epoch, at #{block}, paid {earned}")
    t.note(
        "epoch", block, "epoch", f"the first pays: {', '.join(f'{name} {tao(rao, 4)}' for name, rao in earned.items())}",
        "nobody has stake to rate the miners with, so all get alike. It is paid as stake, in",
        "the subnet's alpha; one alpha of this subnet is one TAO, which lies behind it",
        earned_rao=earned, issuance_rao=issuance(t.client, block),
    )  # fmt: skip


def first_tao(t: Telling, key: Key, friend: Key) -> None:
    """Let a key take TAO out of its stake, send some, and stake the rest again; every call but this way in costs a fee."""
    alpha = bt.RemoveStake(
        hotkey_ss58=key.hot, netuid=MARKET, amount_alpha=TAKEN / RAO_PER_TAO, slippage_protection=False
    )
    block = block_of(execute(t.client, alpha, key.wallet))
    fee = staked(t.client, key, block - 1) - staked(t.client, key, block) - TAKEN
    has = free(t.client, key, block)
    t.note(
        "unstaked", block, "first TAO", f"{key.name} unstakes {tao(TAKEN)} alpha and has {tao(has)} TAO",
        f"the fee, {tao(fee)}, was taken in alpha, as there was no TAO to pay it with",
        key=key.name, alpha_rao=TAKEN, has_rao=has, fee_alpha_rao=fee,
    )  # fmt: skip

    block = block_of(execute(t.client, bt.Transfer(dest_ss58=friend.cold, amount_tao=SENT / RAO_PER_TAO), key.wallet))
    left = free(t.client, key, block)
    fee = has - left - SENT
    t.note(
        "transferred", block, "fee", f"{key.name} sends {friend.name} {tao(SENT)} TAO and pays {tao(fee)} for it",
        "nobody gets the fee of a transaction: it is recycled, so that it can be made again",
        key=key.name, to=friend.name, sent_rao=SENT, fee_rao=fee,
    )  # fmt: skip

    back, before = left - KEPT, staked(t.client, key, block)
    stake = bt.AddStake(hotkey_ss58=key.hot, netuid=MARKET, amount_tao=back / RAO_PER_TAO, slippage_protection=False)
    block = block_of(execute(t.client, stake, key.wallet))
    t.note(
        "staked", block, "stake", f"{key.name} stakes {tao(back)} TAO again, on its own hotkey",
        "stake earns, and it is a voice: the largest stake of all rates the miners",
        key=key.name, tao_rao=back, stake_rao=staked(t.client, key, block), gained_rao=staked(t.client, key, block) - before,
    )  # fmt: skip
