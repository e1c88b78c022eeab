"""Chains with a history, for audits: people who trade, register, burn and pay on subnets of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import Signed
from taonet.frame.validity import TransactionInvalid
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.importing import follow
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.genesis.presets import preset_text
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.types import AddressId
from taonet.sim import Block, Chain
from taonet.supply.audit.report import Report
from taonet.supply.audit.run import audit
from taonet.supply.audit.stored import open_stored
from taonet.testing.sensible import People, sensible_call

_SUBNETS: Final = """
[[subnet]]
netuid = 1
pool_tao = 1_000
pool_alpha = 1_000
tempo = 7
difficulty = 100_000
owner = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
owner_hotkey = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
commit_reveal = false

[[subnet]]
netuid = 2
mechanism = "stable"
consensus = "null"
tempo = 5
commit_reveal = false
"""


def busy_genesis() -> Genesis:
    """Return localnet with one subnet that has a pool and one that has none, both open and emitting."""
    text = preset_text("localnet")
    return parse_genesis(text[: text.index("# A pool of 10 TAO")] + _SUBNETS)


def busy_chain(seed: int, blocks: int, genesis: Genesis | None = None) -> tuple[Chain, list[Block]]:
    """Make a chain on which the rich do at random what people do; return it with its blocks."""
    c, chance = Chain(genesis or busy_genesis()), Random(seed)
    hotkeys = [c.account(f"hotkey {number}", 0) for number in range(4)]
    people = People(chance, list(zip((c.alice, c.bob, c.charlie, c.dave), hotkeys, strict=True)), (0, 1, 1, 2, 3))
    todo = [(c.bob, RUNTIME.call("Balances", "transfer_allow_death", AddressId(one), 10**10)) for one in hotkeys]
    made: list[Block] = []
    for _ in range(blocks):
        c.open()
        for _ in range(chance.randrange(5)):
            origin, call = sensible_call(people)
            signed = isinstance(origin, Signed)
            todo.append((origin.account, call) if signed else (c.alice, RUNTIME.call("Sudo", "sudo", call)))
        _apply(c, todo)
        todo = []
        made.append(c.close())
    return c, made


def _apply(c: Chain, todo: Sequence[tuple[AccountId, RuntimeCall]]) -> None:
    for who, call in todo:
        try:
            c.apply(c.sign(who, call))
        except TransactionInvalid:
            continue  # nobody pays for it, and it does not enter


def stored(blocks: Sequence[Block], genesis: Genesis, path: Path) -> Path:
    """Put a chain's blocks into a directory, as a node that got them from a file does."""
    with open_chain(genesis, path, durable=False) as machine, machine.together():
        for block in blocks:
            follow(machine, block.header, list(block.body))
    return path


def audited(path: Path, first: int | None = None, last: int | None = None) -> Report:
    """Audit a chain on disk."""
    with open_stored(path, first, last) as source:
        return audit(source)
