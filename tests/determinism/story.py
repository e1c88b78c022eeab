"""Sixty blocks in which much happens, always the same: printed as JSON, the chain and its replay.

Everybody signs with ed25519, whose signatures are the same every time. Run as a script by `test_same_everywhere.py`.
"""

import json
from collections.abc import Iterator

from taonet.crypto.keys import Keypair, ed25519_keypair_from_uri
from taonet.frame.call import RuntimeCall
from taonet.node.chain.block import Block
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Moment
from taonet.node.store import Store
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.system import accounts
from taonet.runtime.presets import Genesis
from taonet.runtime.transaction.extrinsic import decode
from taonet.runtime.types import AddressId
from taonet.testing.transactions import make_block, sign_at_head

TAO = 1_000_000_000
SUDO, *OWNERS = [ed25519_keypair_from_uri(f"//{name}") for name in ("Sudo", "Ann", "Ben", "Cleo", "Dan", "Ede", "Flo")]
HOTKEYS = [ed25519_keypair_from_uri(f"//{number}//hot") for number in range(len(OWNERS))]
BLOCKS = 60
ONE, MADE = NetUid(1), NetUid(2)
IP = 0x01020304

Step = tuple[Keypair, RuntimeCall]


def account(pair: Keypair) -> AccountId:
    return AccountId(pair.public)


def tensor(name: str, *arguments: object) -> RuntimeCall:
    return RUNTIME.call("SubtensorModule", name, *arguments)


def ruled(name: str, *arguments: object) -> Step:
    return SUDO, RUNTIME.call("Sudo", "sudo", RUNTIME.call("AdminUtils", name, *arguments))


def transfer(to: Keypair, amount: int) -> RuntimeCall:
    return RUNTIME.call("Balances", "transfer_keep_alive", AddressId(account(to)), Tao(amount))


def genesis() -> Genesis:
    people = {account(pair): Tao(10_000 * TAO) for pair in (SUDO, *OWNERS)}
    return Genesis("story", people, (account(SUDO),), account(SUDO), dev=True)


def prologue() -> Iterator[list[Step]]:
    """Yield the blocks in which a subnet is made, filled and set."""
    yield [ruled("sudo_set_admin_freeze_window", 0)]
    yield [ruled("sudo_set_start_call_delay", 0), ruled("sudo_set_network_rate_limit", 0)]
    yield [(OWNERS[0], tensor("register_network", account(HOTKEYS[0])))]
    yield []
    yield [(OWNERS[0], tensor("start_call", MADE))]
    yield [ruled("sudo_set_tempo", netuid, 7) for netuid in (ONE, MADE)]
    yield [ruled("sudo_set_commit_reveal_weights_enabled", netuid, False) for netuid in (ONE, MADE)]
    yield [ruled("sudo_set_weights_set_rate_limit", netuid, 0) for netuid in (ONE, MADE)]
    yield [ruled("sudo_set_subtoken_enabled", ONE, True), ruled("sudo_set_network_registration_allowed", ONE, True)]
    for netuid in (MADE, ONE):
        for owner, hotkey in zip(OWNERS, HOTKEYS, strict=True):
            yield [(owner, tensor("burned_register", netuid, account(hotkey)))]
    for netuid in (MADE, ONE):
        yield [
            (owner, tensor("add_stake", account(hotkey), netuid, Tao((50 + 7 * number) * TAO)))
            for number, (owner, hotkey) in enumerate(zip(OWNERS, HOTKEYS, strict=True))
        ]
    yield [
        (hotkey, tensor("serve_axon", MADE, 1, IP + port, 8_000 + port, 4, 4, 0, 0))
        for port, hotkey in enumerate(HOTKEYS)
    ]


def daily(block: int) -> list[Step]:
    """Return what happens in a block when everything is set up."""
    who = block % len(OWNERS)
    owner, hotkey, other = OWNERS[who], HOTKEYS[who], OWNERS[who - 1]
    there, elsewhere = account(hotkey), account(HOTKEYS[who - 1])
    uids = list(range(len(OWNERS)))
    weights = [1 + (block * uid * 977 + 13 * uid) % 65_535 for uid in uids]
    return [
        (owner, transfer(other, 1_000 + block)),
        (HOTKEYS[(block + 1) % len(HOTKEYS)], tensor("set_weights", MADE, uids, weights, 0)),
        (HOTKEYS[(block + 2) % len(HOTKEYS)], tensor("set_weights", ONE, uids, weights[::-1], 0)),
        [
            (owner, tensor("add_stake", there, MADE, Tao((1 + block % 5) * TAO))),
            (owner, tensor("remove_stake", there, ONE, (1 + block % 3) * TAO)),
            (owner, tensor("move_stake", there, elsewhere, MADE, MADE, TAO)),
            (owner, tensor("swap_stake", there, MADE, ONE, TAO // 2)),
            (
                other,
                RUNTIME.call(
                    "Utility", "force_batch", [transfer(owner, 5), transfer(SUDO, 10**17), transfer(owner, 6)]
                ),
            ),
        ][block % 5],
        (SUDO, transfer(owner, 10**18)),  # refused
    ]


def story() -> Iterator[list[Step]]:
    count = 0
    for block in prologue():
        yield block
        count += 1
    for number in range(count, BLOCKS):
        yield daily(number)


def tell(machine: Machine) -> list[Block]:
    """Make the blocks and return them."""
    made: list[Block] = []
    machine.feed.listeners.append(made.append)
    make_block(machine)
    for steps in story():
        counts: dict[bytes, int] = {}
        raws: list[bytes] = []
        for pair, call in steps:
            nonce = accounts.nonce(machine.state(), account(pair)) + counts.get(pair.public, 0)
            counts[pair.public] = counts.get(pair.public, 0) + 1
            raws.append(sign_at_head(machine, pair, call, nonce=nonce))
        make_block(machine, tuple(raws))
    return made


def retell(machine: Machine, first: Store) -> list[Block]:
    """Execute the bodies that another chain stored and return the blocks."""
    made: list[Block] = []
    machine.feed.listeners.append(made.append)
    head = first.head()
    for number in range(1, head.number + 1 if head else 0):
        clock, *others = first.body(first.block_hash(number) or b"") or []
        (time,) = decode(clock).call.args
        machine.finalize_block(Moment(number, time), others)
        machine.commit()
    return made


def summary(blocks: list[Block]) -> dict[str, object]:
    return {
        "roots": [block.header.state_root.hex() for block in blocks],
        "hashes": [block.hash.hex() for block in blocks],
        "results": [[result.log for result in block.results] for block in blocks],
        "invalid": [reason for block in blocks for _, reason in block.invalid],
    }


def main() -> None:
    with open_chain(genesis(), check_invariants=True) as machine:
        told = tell(machine)
        with open_chain(genesis()) as other:
            print(json.dumps([summary(told), summary(retell(other, machine.store))]))


if __name__ == "__main__":
    main()
