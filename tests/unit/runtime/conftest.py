"""A developers' chain whose next block is open, and the official client that knows our metadata."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from bittensor_core import Runtime  # pyright: ignore[reportAttributeAccessIssue]  # the extension module has no stubs

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.frame.call import RUNTIME_CALL
from taonet.frame.event import Event
from taonet.frame.state import DictBackend, State
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.description import metadata
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.system.digest import Digest, Header
from taonet.runtime.pallets.system.version import VERSION
from taonet.runtime.presets import build_genesis, localnet
from taonet.runtime.transaction.extrinsic import encode

SLOT = 12_000
FIRST_SLOT = 140_000_000
GENESIS = Hash(b"\x11" * 32)
ROOT = Hash(b"\x22" * 32)


def parent_of(number: int) -> Hash:
    """Return the made-up hash of the block before this one."""
    return GENESIS if number == 1 else Hash(number.to_bytes(32, "little"))


@dataclass
class Chain:
    """A chain in memory that makes empty headers of made-up hashes."""

    backend: DictBackend
    number: int
    s: State

    alice: ClassVar[Keypair] = keypair_from_uri("//Alice")
    bob: ClassVar[Keypair] = keypair_from_uri("//Bob")
    eve: ClassVar[Keypair] = keypair_from_uri("//Eve")

    def open(self, *, clock: bool = True) -> State:
        """Open the next block; with its time, if not told otherwise."""
        self.number += 1
        self.s = State(self.backend)
        slot = FIRST_SLOT + self.number
        executive.open_block(self.s, BlockNumber(self.number), parent_of(self.number), Digest([slot_item(slot)]))
        if clock:
            executive.apply_extrinsic(self.s, self.clock())
        return self.s

    def clock(self) -> bytes:
        """Return the inherent that sets this block's time."""
        time = (FIRST_SLOT + self.number) * SLOT
        return encode(None, RUNTIME_CALL.encode(RUNTIME.call("Timestamp", "set", time)))

    def close(self) -> Header:
        """Close the block and commit it."""
        header = executive.close_block(self.s, lambda _changes: ROOT)
        executive.check_invariants(self.s)
        self.backend.commit(self.s.changes())
        return header

    def events(self) -> list[Event]:
        """Return this block's events so far, without phases."""
        return [event for _, event in self.s.events]


@pytest.fixture(scope="session")
def genesis_values() -> dict[bytes, bytes]:
    """Give the state of the developers' genesis."""
    first = State(DictBackend())
    build_genesis(first, localnet())
    return {key: value for key, value in first.changes().items() if value is not None}


@pytest.fixture
def chain(genesis_values: dict[bytes, bytes]) -> Chain:
    """Give a chain whose block 1 is open and has its time."""
    backend = DictBackend(genesis_values)
    made = Chain(backend, 0, State(backend))
    made.open()
    return made


@pytest.fixture(scope="session")
def client() -> Any:
    """Give the official client's codec, built from our metadata."""
    return Runtime(metadata(15), VERSION.spec_version, VERSION.transaction_version)


@pytest.fixture
def account_of() -> Callable[[Keypair], AccountId]:
    """Give the function that tells a key pair's account."""
    return lambda pair: AccountId(pair.public)
