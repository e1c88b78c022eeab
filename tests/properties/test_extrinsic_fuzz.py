"""No extrinsic breaks the chain, whoever sends it and whatever is in it.

Each example is a block: random calls with random arguments, signed by accounts without power, some of them with bytes
changed on the way. `TAONET_FUZZ_EXAMPLES` sets how many blocks each test tries (60 by default).
"""

import os
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taonet.crypto.keys import keypair_from_uri
from taonet.frame.call import RUNTIME_CALL, RuntimeCall
from taonet.frame.error import BlockRefused
from taonet.frame.state import DictBackend, State
from taonet.node.machine import ZERO_ROOT, Machine
from taonet.node.open import open_chain
from taonet.primitives.ids import AccountId, BlockNumber, Hash, NetUid
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.digest import Digest
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.presets import localnet
from taonet.runtime.transaction.extrinsic import encode
from taonet.runtime.transaction.validity import TransactionInvalid
from taonet.scale import BYTES
from taonet.scale.structs import codec_of
from taonet.testing.transactions import make_block, sign_at_head, sign_call
from taonet.testing.values import World, random_arguments

EXAMPLES = int(os.environ.get("TAONET_FUZZ_EXAMPLES", "60"))
SLOT = 12_000
SUDO = keypair_from_uri("//Alice")
USERS = [keypair_from_uri(f"//{name}") for name in ("Bob", "Charlie", "Dave", "Eve")]
HOTKEYS = [keypair_from_uri(f"//{name}_hk") for name in ("Alice", "Bob", "Charlie", "Dave")]
ACCOUNTS = [pair.public for pair in (SUDO, *USERS, *HOTKEYS)] + [b"\x77" * 32, bytes(32)]
CALLS = sorted(RUNTIME.calls)
FOR_ROOT = [name for name in CALLS if name[0] in {"AdminUtils", "Swap"}]
FOR_USERS = [name for name in CALLS if name not in FOR_ROOT]
FUZZ = settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Start:
    """A chain that has seen some use: its state, its head, its time."""

    values: dict[bytes, bytes] = field(repr=False)
    best: Hash
    number: int
    time: int

    def block(self) -> State:
        """Open the next block on a copy of the state."""
        return open_next(DictBackend(dict(self.values)), self.best, self.number + 1, self.time + SLOT)


def open_next(backend: DictBackend, parent: Hash, number: int, time: int) -> State:
    s = State(backend)
    executive.open_block(s, BlockNumber(number), parent, Digest([slot_item(time // SLOT)]))
    executive.apply_extrinsic(s, encode(None, RUNTIME_CALL.encode(RUNTIME.call("Timestamp", "set", time))))
    return s


@pytest.fixture(scope="module")
def start() -> Start:
    """Give a chain on whose subnet 1 several neurons are registered and hold stake."""
    with open_chain(localnet(), check_invariants=True) as machine:
        make_block(machine)
        for owner, hotkey in zip(USERS, HOTKEYS[1:], strict=False):
            call(machine, owner, "SubtensorModule", "burned_register", NetUid(1), AccountId(hotkey.public))
        for setting in ("sudo_set_subtoken_enabled", "sudo_set_network_registration_allowed"):
            call(machine, SUDO, "Sudo", "sudo", RUNTIME.call("AdminUtils", setting, NetUid(1), True))
        often = RUNTIME.call("AdminUtils", "sudo_set_tempo", NetUid(1), 2)
        call(machine, SUDO, "Sudo", "sudo", often)
        reveal = RUNTIME.call("AdminUtils", "sudo_set_commit_reveal_weights_enabled", NetUid(1), False)
        call(machine, SUDO, "Sudo", "sudo", reveal)
        for owner, hotkey in zip(USERS, HOTKEYS[1:], strict=False):
            call(machine, owner, "SubtensorModule", "add_stake", AccountId(hotkey.public), NetUid(1), 40 * 10**9)
        for _ in range(12):
            make_block(machine)
        time = Timestamp.Now.get(machine.state())
        return Start(dict(machine.store.iterate(b"")), machine.best.hash, machine.best.header.number, time)


def call(machine: Machine, signer: object, *parts: object) -> None:
    """Put a call into a block of its own, whatever comes of it."""
    make_block(machine, (sign_at_head(machine, signer, RUNTIME.call(*parts)),))  # type: ignore[arg-type]  # a test's shorthand


def random_call(chance: Random, names: list[tuple[str, str]]) -> bytes:
    chosen = RUNTIME.calls[chance.choice(names)]
    world = World(chance, ACCOUNTS, (0, *[1] * 8, 2, 3))
    head = bytes((chosen.pallet_index, chosen.index))
    return head + random_arguments(world, [codec_of(spec) for spec in chosen.args.values()])


def random_extrinsic(chance: Random, s: State) -> bytes:
    body = random_call(chance, FOR_USERS if chance.random() < 0.9 else FOR_ROOT)
    if chance.random() < 0.05:
        return encode(None, body)
    pair = chance.choice(USERS)
    nonce = accounts.nonce(s, AccountId(pair.public)) + chance.choice((*[0] * 20, 1, -1))
    return sign_call(s, pair, body, nonce=max(nonce, 0), tip=chance.choice((0, 0, 0, 1, 10**6)))


def changed(chance: Random, raw: bytes) -> bytes:
    """Return bytes with something wrong in them; half of the time the length in front is put right again."""
    inner = bytearray(BYTES.decode(raw))
    place = chance.randrange(len(inner))
    match chance.randrange(4):
        case 0:
            inner[place] ^= 1 << chance.randrange(8)
        case 1:
            del inner[place:]
        case 2:
            inner[place:place] = chance.randbytes(chance.randint(1, 9))
        case _:
            inner[place : place + 2] = b"\xff\xff"
    return BYTES.encode(bytes(inner)) if chance.random() < 0.5 else raw[: len(raw) - len(inner)] + bytes(inner)


def apply_or_refuse(s: State, raw: bytes) -> None:
    """Apply an extrinsic; when it may not enter, demand that nothing changed."""
    values, events, phase = dict(s.changes()), list(s.events), s.phase
    try:
        executive.apply_extrinsic(s, raw)
    except TransactionInvalid:
        assert dict(s.changes()) == values
        assert s.events == events
        assert s.phase == phase
    except BlockRefused:
        # Only the author can put the time in again, and then the whole block is refused.
        assert executive.read_extrinsic(raw).signature is None


def close_and_go_on(start: Start, s: State, blocks: int) -> None:
    """Close the block, check every promise, and make some more blocks on top."""
    backend = DictBackend(dict(start.values))
    for step in range(blocks + 1):
        header = executive.close_block(s, lambda _changes: ZERO_ROOT)
        executive.check_invariants(s)
        backend.commit(s.changes())
        s = open_next(backend, header.hash(), start.number + 2 + step, start.time + SLOT * (2 + step))


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1), count=st.integers(1, 8))
def test_a_block_of_random_transactions_keeps_every_promise(start: Start, seed: int, count: int) -> None:
    chance = Random(seed)
    s = start.block()

    for _ in range(count):
        apply_or_refuse(s, random_extrinsic(chance, s))

    close_and_go_on(start, s, 1)


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1))
def test_changed_bytes_are_refused_and_leave_nothing(start: Start, seed: int) -> None:
    chance = Random(seed)
    s = start.block()

    for _ in range(8):
        apply_or_refuse(s, changed(chance, random_extrinsic(chance, s)))

    executive.check_invariants(s)


@FUZZ
@given(noise=st.binary(max_size=300))
def test_noise_is_refused_and_leaves_nothing(start: Start, noise: bytes) -> None:
    s = start.block()

    apply_or_refuse(s, noise)
    apply_or_refuse(s, BYTES.encode(b"\x84" + noise))
    apply_or_refuse(s, BYTES.encode(b"\x04" + noise))


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1))
def test_no_setting_by_root_stops_the_chain(start: Start, seed: int) -> None:
    chance = Random(seed)
    s = start.block()

    for _ in range(3):
        inside = random_call(chance, FOR_ROOT)
        sudo = bytes((RUNTIME.pallet("Sudo").index, 0)) + inside
        apply_or_refuse(s, sign_call(s, SUDO, sudo))

    close_and_go_on(start, s, 3)


def test_the_calls_reach_every_pallet() -> None:
    chance = Random(1)
    decoded = [RUNTIME_CALL.decode(random_call(chance, [name])) for name in CALLS if name != ("System", "set_storage")]

    assert {found.call.pallet_name for found in decoded} == {pallet for pallet, _ in CALLS}
    assert all(isinstance(found, RuntimeCall) for found in decoded)
