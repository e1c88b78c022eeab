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
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage.bounded import Inline
from taonet.runtime.pallets.referenda.types import After
from taonet.runtime.types import AddressId
from taonet.sim import Block, Chain
from taonet.supply.audit.report import Report
from taonet.supply.audit.run import audit
from taonet.supply.audit.stored import open_stored
from taonet.testing.sensible import People, sensible_call, voting_call

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


def voting_genesis() -> Genesis:
    """Return the same network with votes."""
    return parse_genesis(busy_genesis().text.replace("\nsudo = ", "\nvotes = true\nsudo = ", 1))


def voting_chain(seed: int, blocks: int) -> tuple[Chain, list[Block]]:
    """Make a chain with votes: people vote and move what they vote with, referenda are killed, calls come when they are due."""
    c, chance = Chain(voting_genesis()), Random(seed)
    hotkeys = [c.account(f"hotkey {number}", 0) for number in range(4)]
    people = People(chance, list(zip((c.alice, c.bob, c.charlie, c.dave), hotkeys, strict=True)), (0, 1, 1, 2, 3), 4)
    call = c.runtime.call

    def by_root(what: RuntimeCall) -> tuple[AccountId, RuntimeCall]:
        return c.alice, call("Sudo", "sudo", what)

    todo = [(c.bob, call("Balances", "transfer_allow_death", AddressId(one), 10**10)) for one in hotkeys]
    made: list[Block] = []
    for number in range(blocks):
        c.open()
        match number % 8:
            case 1:
                proposal = Inline(c.runtime.call_codec.encode(call("System", "remark", b"no more")))
                todo.append((c.bob, call("Referenda", "submit", RawRoot(), proposal, After(1))))
            case 2:
                todo.append((c.charlie, call("Referenda", "place_decision_deposit", number // 8)))
            case 3:
                richer = call("Balances", "force_set_balance", AddressId(c.eve), chance.randrange(1, 10**12))
                todo.append(by_root(call("Scheduler", "schedule", c.number + 2, None, 0, richer)))
            case 7:
                todo.append(by_root(call("Referenda", "kill", number // 8)))
            case _:
                pass
        for _ in range(chance.randrange(4)):
            origin, one = voting_call(people, c.runtime)
            assert isinstance(origin, Signed)
            todo.append((origin.account, one))
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


def told_chain() -> tuple[Chain, list[Block]]:
    """Make a chain of 16 blocks on which everything happens that moves TAO or alpha, once and at a known height."""
    c = Chain(busy_genesis())
    hotkey, other = c.account("hotkey", 0), c.account("other", 0)

    def call(pallet: str, name: str, *args: object) -> RuntimeCall:
        return RUNTIME.call(pallet, name, *args)

    story: dict[int, list[tuple[AccountId, RuntimeCall]]] = {
        1: [(c.bob, call("Balances", "transfer_keep_alive", AddressId(hotkey), 5 * 10**9))],
        2: [(c.bob, call("SubtensorModule", "burned_register", 1, hotkey))],
        3: [(c.bob, call("SubtensorModule", "add_stake", hotkey, 1, 20 * 10**9))],
        4: [(c.charlie, call("SubtensorModule", "add_stake", hotkey, 1, 30 * 10**9))],
        5: [(c.charlie, call("Balances", "burn", 7 * 10**9, True))],
        6: [(c.bob, call("SubtensorModule", "root_register", hotkey))],
        7: [(c.alice, call("Sudo", "sudo", call("AdminUtils", "sudo_set_subtoken_enabled", 0, True)))],
        8: [(c.charlie, call("SubtensorModule", "remove_stake", hotkey, 1, 10**10))],
        9: [(c.charlie, call("SubtensorModule", "recycle_alpha", hotkey, 10**9, 1))],
        10: [(c.charlie, call("SubtensorModule", "burn_alpha", hotkey, 10**9, 1))],
        11: [(hotkey, call("Balances", "transfer_allow_death", AddressId(other), 4_999_000_000))],
        12: [(c.dave, call("SubtensorModule", "burned_register", 1, other))],
        13: [(c.bob, call("SubtensorModule", "add_stake", hotkey, 0, 10**9))],
        14: [(c.dave, call("Balances", "transfer_keep_alive", AddressId(c.eve), 3 * 10**9))],
        15: [
            (c.alice, call("Sudo", "sudo", call("AdminUtils", "sudo_set_subtoken_enabled", netuid, False)))
            for netuid in (1, 2)
        ],
    }
    made: list[Block] = []
    for number in range(1, 17):
        if number == 11:  # all but 300 rao, which are lost as dust
            (_, almost), left = story[number][0], c.balance(hotkey)
            fee = c.fork().submit(hotkey, almost).fee
            story[number] = [(hotkey, call("Balances", "transfer_allow_death", AddressId(other), left - fee - 300))]
        c.open()
        _apply(c, story.get(number, []))
        made.append(c.close())
    return c, made
