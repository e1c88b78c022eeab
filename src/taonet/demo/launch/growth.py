"""The later chapters: the largest stake rates the miners, pay follows it, and a miner can afford a subnet of its own."""

from __future__ import annotations

from typing import Final

import bittensor as bt

from taonet.demo.launch.keys import MARKET, Key, Module, block_of, free, issuance, of_subnet, staked
from taonet.demo.launch.telling import Telling, tao
from taonet.demo.shows.show import ShowFailed
from taonet.demo.story import example_lines
from taonet.neuron.steps import create_subnet, execute, register, start_subnet
from taonet.primitives.amounts import RAO_PER_TAO

SPARE: Final = RAO_PER_TAO // 2
"""Rao above the price of a subnet that its buyer should have."""
SEAT: Final = 5 * RAO_PER_TAO
"""Rao that a newcomer on the new subnet takes out of its stake."""
EVERY: Final = 500
"""Blocks between two lines on how much is saved."""


def rater_of(t: Telling, block: int) -> Key | None:
    """Return the key that the last epoch has given the right to rate, None as long as nobody has it."""
    permits: list[bool] = list(of_subnet(t.client, Module.ValidatorPermit, block) or ())
    uids = {t.client.query(Module.Keys, [MARKET, uid], block=block): may for uid, may in enumerate(permits)}
    return next((key for key in t.keys if uids.get(key.hot)), None)


def rated(t: Telling) -> Key:
    """Let the largest stake rate the miners, show a question with its answer and verdict, and return who rates."""
    block = int(t.client.block)
    stakes = {key.name: staked(t.client, key, block) for key in t.keys}
    rater = max(t.keys, key=lambda key: stakes[key.name])
    t.market.start_validator(rater)
    t.note(
        "validator", block, "voice", f"{rater.name} has the largest stake, {tao(stakes[rater.name], 4)}, and starts a validator",
        "it asks each miner, checks and scores the answers; the next epoch lets it rate",
        key=rater.name, stakes_rao=stakes,
    )  # fmt: skip
    block = t.wait(lambda _: "the next epoch gives the permit", lambda block: rater_of(t, block) is not None)
    chosen = rater_of(t, block)
    if chosen is not None and chosen != rater:  # somebody overtook it
        t.market.start_validator(chosen)
        rater = chosen
    _weights(t, rater)
    return rater


def _weights(t: Telling, rater: Key) -> None:
    uid = int(t.client.neurons.uid(hotkey_ss58=rater.hot, netuid=MARKET))
    miner = next(key for key in t.keys if key != rater)
    at = int(t.client.neurons.uid(hotkey_ss58=miner.hot, netuid=MARKET))
    block = t.wait(
        lambda _: f"{rater.name} asks and scores",
        lambda block: bool(t.client.query(Module.Weights, [MARKET, uid], block=block)),
    )
    judged = t.market.judged(rater, at, miner.name)
    for line in () if judged is None else example_lines(judged):
        t.teller.say(line)
    block = int(of_subnet(t.client, Module.LastUpdate, block)[uid])
    raw: list[tuple[int, int]] = [
        (int(to), int(share)) for to, share in t.client.query(Module.Weights, [MARKET, uid], block=block)
    ]
    names = {int(t.client.neurons.uid(hotkey_ss58=key.hot, netuid=MARKET)): key.name for key in t.keys}
    total = sum(share for _, share in raw)
    weights = {names[to]: share / total for to, share in raw if share}
    t.note(
        "weights", block, "weights", f"{rater.name}: {_shares(weights)}",
        "free of charge: to rate, as to tell an address, costs no fee",
        key=rater.name, weights=weights,
    )  # fmt: skip


def paid_by_weights(t: Telling, rater: Key) -> None:
    """Wait for the first epoch that pays by weights, and say what it paid."""
    uid = int(t.client.neurons.uid(hotkey_ss58=rater.hot, netuid=MARKET))

    def done(block: int) -> bool:
        updated = int(of_subnet(t.client, Module.LastUpdate, block)[uid])
        return int(of_subnet(t.client, Module.LastEpochBlock, block)) > updated

    t.wait(lambda _: "the next epoch pays by these weights", done)
    block = int(of_subnet(t.client, Module.LastEpochBlock, int(t.client.block)))
    earned = {key.name: staked(t.client, key, block) - staked(t.client, key, block - 1) for key in t.keys}
    t.note(
        "epoch", block, "epoch", f"pays {', '.join(f'{name} {tao(rao, 2)}' for name, rao in earned.items())}",
        "half goes to miners by the weights, half to all who have stake, by stake",
        earned_rao=earned, issuance_rao=issuance(t.client, block),
    )  # fmt: skip


def save(t: Telling, key: Key, rater: Key) -> int:
    """Let a key mine until it can pay for a subnet; return the price in rao."""
    price = int(t.client.subnets.subnet_registration_cost().rao)
    told = int(t.client.block)
    has, voice = 0, rater

    def enough(block: int) -> bool:
        nonlocal told, has, voice
        if voice == rater:
            voice = _overtaken(t, rater, block)
        has = staked(t.client, key, block) + free(t.client, key, block)
        if block - told >= EVERY:
            told = block
            t.note(
                "saved", block, "earned", f"{key.name} has {tao(has, 2)} TAO of {tao(price)}", key=key.name, has_rao=has
            )
        return has >= price + SPARE

    t.wait(lambda _: f"{key.name} has {tao(has, 2)} TAO of {tao(price)}", enough)
    return price


def _overtaken(t: Telling, rater: Key, block: int) -> Key:
    """Say when somebody else's stake has become the largest; return who rates."""
    now = rater_of(t, block) or rater
    if now != rater:
        t.note(
            "rater", block, "voice", f"{now.name} has the largest stake now, and its voice counts alone",
            "it runs no validator and rates nobody, so miners are paid alike again", key=now.name,
        )  # fmt: skip
    return now


def own_subnet(t: Telling, key: Key, newcomer: Key) -> int:
    """Let a key open a subnet, and another take a seat there; return the subnet's number."""
    leave = bt.RemoveStake(hotkey_ss58=key.hot, netuid=MARKET, amount_alpha="all", slippage_protection=False)
    block = block_of(execute(t.client, leave, key.wallet))
    has = free(t.client, key, block)
    t.note("unstaked", block, "TAO", f"{key.name} unstakes all and has {tao(has, 4)} TAO", key=key.name, has_rao=has)

    netuid = create_subnet(t.client, key.wallet)
    block = int(of_subnet(t.client, Module.NetworkRegisteredAt, int(t.client.block), netuid))
    paid, pool, alpha, owner = (
        of_subnet(t.client, item, block, netuid)
        for item in (Module.SubnetLocked, Module.SubnetTAO, Module.SubnetAlphaIn, Module.SubnetOwner)
    )
    if owner != key.cold:
        raise ShowFailed(f"#{block}: subnet {netuid} is {owner}'s, not {key.name}'s")
    t.note(
        "subnet", block, "subnet", f"{netuid} is {key.name}'s, for {tao(int(paid))} TAO: a key that had nothing",
        f"what it paid is the pool: {tao(int(pool))} TAO and {tao(int(alpha))} alpha, so 1 alpha = {int(pool) / int(alpha):g} TAO",
        key=key.name, netuid=netuid, paid_rao=int(paid), pool_tao_rao=int(pool), pool_alpha_rao=int(alpha),
    )  # fmt: skip
    start_subnet(t.client, netuid, key.wallet)
    t.explain(f"{key.name} starts it: its alpha is traded from here, and new alpha is made for who takes part")
    _seat(t, newcomer, netuid)
    return netuid


def _seat(t: Telling, key: Key, netuid: int) -> None:
    leave = bt.RemoveStake(
        hotkey_ss58=key.hot, netuid=MARKET, amount_alpha=SEAT / RAO_PER_TAO, slippage_protection=False
    )
    execute(t.client, leave, key.wallet)
    register(t.client, netuid, key.wallet)
    uid = int(t.client.neurons.uid(hotkey_ss58=key.hot, netuid=netuid))
    block = int(t.client.query(Module.BlockAtRegistration, [netuid, uid]))
    price = int(of_subnet(t.client, Module.Burn, block - 1, netuid))
    t.note(
        "registered", block, "seat", f"{key.name} pays {tao(price, 4)} TAO for uid {uid} on subnet {netuid}",
        "the price buys alpha from the pool, and that is destroyed: what is left is worth more",
        key=key.name, netuid=netuid, uid=uid, paid_rao=price,
    )  # fmt: skip


def _shares(weights: dict[str, float]) -> str:
    return ", ".join(f"{name} {share:.0%}" for name, share in weights.items())
