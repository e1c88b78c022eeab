"""A chain that has seen some use, to try things on."""

import itertools
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from taonet.crypto.keys import keypair_from_uri
from taonet.frame.call import RUNTIME_CALL
from taonet.frame.state import DictBackend, State
from taonet.node.chain.block import ZERO_ROOT
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.primitives.ids import AccountId, BlockNumber, Hash, NetUid
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.system.digest import Digest
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.presets import localnet
from taonet.runtime.transaction.extrinsic import encode
from taonet.scale.fields import codec_of
from taonet.testing.fuzzing import examples
from taonet.testing.transactions import make_block, sign_at_head
from taonet.testing.values import World, random_arguments

SLOT = 12_000
SUDO = keypair_from_uri("//Alice")
USERS = [keypair_from_uri(f"//{name}") for name in ("Bob", "Charlie", "Dave", "Eve")]
HOTKEYS = [keypair_from_uri(f"//{name}_hk") for name in ("Alice", "Bob", "Charlie", "Dave")]
ACCOUNTS = [pair.public for pair in (SUDO, *USERS, *HOTKEYS)] + [b"\x77" * 32, bytes(32)]
EXAMPLES = examples(60)

settings.register_profile("chain", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


class Start:
    """Where every example begins: state, head and time of a chain."""

    sudo = SUDO
    users = tuple(USERS)
    accounts = tuple(ACCOUNTS)
    pairs = tuple(
        (AccountId(cold.public), AccountId(hot.public))
        for cold, hot in zip((*USERS[:3], SUDO), (*HOTKEYS[1:], HOTKEYS[0]), strict=True)
    )

    def __init__(self, values: dict[bytes, bytes], best: Hash, number: int, time: int) -> None:
        self.values = values
        self.best = best
        self.number = number
        self.time = time

    def __repr__(self) -> str:
        return f"<a chain at block {self.number}>"

    def block(self) -> State:
        """Open the next block on a copy of the state."""
        return _open(DictBackend(dict(self.values)), self.best, self.number + 1, self.time + SLOT)

    def go_on(self, s: State, blocks: int) -> None:
        """Close the block, check every promise, and make some more blocks on top."""
        following = self.blocks_after(s)
        for _ in range(blocks):
            next(following)

    def blocks_after(self, s: State) -> Iterator[State]:
        """Close the first block and check every promise, give the next one open, and so on."""
        backend = DictBackend(dict(self.values))
        for step in itertools.count(2):
            header = executive.close_block(s, lambda _changes: ZERO_ROOT)
            executive.check_invariants(s)
            backend.commit(s.changes())
            s = _open(backend, header.hash(), self.number + step, self.time + SLOT * step)
            yield s

    @staticmethod
    def random_call(chance: Random, names: list[tuple[str, str]]) -> bytes:
        """Return the bytes of a random one of these calls; a bound may be broken."""
        chosen = RUNTIME.calls[chance.choice(names)]
        world = World(chance, ACCOUNTS, (0, *[1] * 8, 2, 3))
        head = bytes((chosen.pallet_index, chosen.index))
        return head + random_arguments(world, [codec_of(spec) for spec in chosen.args.values()])


def _open(backend: DictBackend, parent: Hash, number: int, time: int) -> State:
    s = State(backend)
    executive.open_block(s, BlockNumber(number), parent, Digest([slot_item(time // SLOT)]))
    executive.apply_extrinsic(s, encode(None, RUNTIME_CALL.encode(RUNTIME.call("Timestamp", "set", time))))
    return s


def _do(machine: Machine, signer: Any, *parts: Any) -> None:
    """Put a call into a block of its own, whatever comes of it."""
    make_block(machine, (sign_at_head(machine, signer, RUNTIME.call(*parts)),))


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Give a chain on whose subnet 1 several neurons are registered and hold stake."""
    with open_chain(localnet(), check_invariants=True) as machine:
        make_block(machine)
        for owner, hotkey in zip(USERS, HOTKEYS[1:], strict=False):
            _do(machine, owner, "SubtensorModule", "burned_register", NetUid(1), AccountId(hotkey.public))
        for setting, value in (
            ("sudo_set_subtoken_enabled", True),
            ("sudo_set_network_registration_allowed", True),
            ("sudo_set_tempo", 2),
            ("sudo_set_commit_reveal_weights_enabled", False),
        ):
            _do(machine, SUDO, "Sudo", "sudo", RUNTIME.call("AdminUtils", setting, NetUid(1), value))
        for owner, hotkey in zip(USERS, HOTKEYS[1:], strict=False):
            _do(machine, owner, "SubtensorModule", "add_stake", AccountId(hotkey.public), NetUid(1), 40 * 10**9)
        for _ in range(12):
            make_block(machine)
        time = Timestamp.Now.get(machine.state())
        yield Start(dict(machine.store.iterate(b"")), machine.best.hash, machine.best.header.number, time)
