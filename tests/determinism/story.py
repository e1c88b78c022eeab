"""Sixty blocks in which much happens, always the same: printed as JSON, the simulated chain and two nodes' replays.

Everybody signs with ed25519, whose signatures are the same every time. Run as a script by `test_same_everywhere.py`.
"""

import json
from collections import Counter
from collections.abc import Iterator

from taonet.crypto.keys import Keypair, ed25519_keypair_from_uri
from taonet.frame.call import RuntimeCall
from taonet.node.chain.block import Block as Candidate
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Moment
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, Hash, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.types import Genesis, Subnet
from taonet.runtime.pallets.system import accounts
from taonet.runtime.transaction.era import mortal
from taonet.runtime.transaction.extrinsic import decode
from taonet.runtime.types import AddressId
from taonet.sim import Block, Chain

TAO = 1_000_000_000
ROOM = 5_000_000
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
    return Genesis(
        name="story",
        balances=people,
        authorities=(account(SUDO),),
        sudo=account(SUDO),
        subnets=(Subnet(netuid=NetUid(1), developer=True),),
    )


def prologue() -> Iterator[list[Step]]:
    """Yield the blocks in which a subnet is made, filled and set."""
    yield [ruled("sudo_set_admin_freeze_window", 0)]
    yield [ruled("sudo_set_start_call_delay", 0), ruled("sudo_set_network_rate_limit", 0)]
    yield [(SUDO, RUNTIME.call("Sudo", "sudo", call)) for call in later()]
    yield [(OWNERS[1], RUNTIME.call("Preimage", "note_preimage", bytes(400)))]
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


def later() -> Iterator[RuntimeCall]:
    """Yield calls that have others made in later blocks: often, by a preimage, and again after a refusal."""
    gift = RUNTIME.call(
        "Balances", "force_transfer", *(AddressId(account(pair)) for pair in (SUDO, OWNERS[0])), Tao(TAO)
    )
    yield RUNTIME.call("Scheduler", "schedule_after", 1, (3, 15), 100, gift)
    yield RUNTIME.call(
        "Scheduler", "schedule_named_after", bytes(32), 2, None, 9, RUNTIME.call("System", "remark", bytes(300))
    )
    yield RUNTIME.call("Scheduler", "schedule_named_after", bytes([1]) * 32, 0, (7, 5), 9, transfer(SUDO, 1))
    yield RUNTIME.call("Scheduler", "set_retry_named", bytes([1]) * 32, 2, 4)
    yield RUNTIME.call("Preimage", "request_preimage", Hash(bytes(32)))


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


def tell(chain: Chain) -> Iterator[Block]:
    """Make the blocks, holding every promise after each, and yield them."""
    yield from chain.blocks()
    for steps in story():
        counts = Counter[bytes]()
        raws: list[bytes] = []
        era = mortal(8, chain.head.header.number)
        for pair, call in steps:
            nonce = accounts.nonce(chain.s, account(pair)) + counts[pair.public]
            counts[pair.public] += 1
            raws.append(chain.sign(pair, call, nonce=nonce, era=era, birth=chain.head.hash))
        yield chain.block(*raws)
        chain.check()


def retell(machine: Machine, blocks: list[Block], *, propose: bool) -> list[Candidate]:
    """Let a node execute the blocks, as the one that proposes them or as one that hears of them."""
    made: list[Candidate] = []
    machine.feed.listeners.append(made.append)
    for block in blocks:
        clock, *others = block.body
        (time,) = decode(RUNTIME, clock).call.args
        moment = Moment(block.header.number, time)
        if propose:
            machine.prepare_proposal(moment, others, ROOM)
        machine.finalize_block(moment, others)
        machine.commit()
    return made


def told(blocks: list[Block]) -> dict[str, object]:
    names = [["" if one.refusal is None else type(one.refusal).__name__ for one in block.outcomes] for block in blocks]
    return _summary([(block.header.state_root, block.hash) for block in blocks], names)


def retold(blocks: list[Candidate]) -> dict[str, object]:
    names = [[result.log for result in block.results] for block in blocks]
    return _summary([(block.header.state_root, block.hash) for block in blocks], names)


def _summary(blocks: list[tuple[Hash, Hash]], results: list[list[str]]) -> dict[str, object]:
    roots, hashes = zip(*blocks, strict=True)
    return {"roots": [one.hex() for one in roots], "hashes": [one.hex() for one in hashes], "results": results}


def main() -> None:
    blocks = list(tell(Chain(genesis())))
    with open_chain(genesis(), check_invariants=True) as author, open_chain(genesis()) as other:
        replays = retell(author, blocks, propose=True), retell(other, blocks, propose=False)
    print(json.dumps([told(blocks), *map(retold, replays)]))


if __name__ == "__main__":
    main()
