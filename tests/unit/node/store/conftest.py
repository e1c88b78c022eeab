"""Both stores, and a way to add blocks to them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.node.store import MemoryStore, Store, StoredBlock, open_store

Extend = Callable[..., StoredBlock]


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = MemoryStore() if request.param == "memory" else open_store(tmp_path / "s", durable=False)
    with made:
        yield made


@pytest.fixture
def extend() -> Extend:
    def add(
        store: Store,
        changes: Mapping[bytes, bytes | None],
        body: Sequence[bytes] = (),
        salt: bytes = b"",
    ) -> StoredBlock:
        head = store.head()
        number = 0 if head is None else head.number + 1
        parent = bytes(32) if head is None else head.hash
        header = b"header" + number.to_bytes(4, "little") + parent + salt
        block = StoredBlock(number, blake2_256(header), parent, header, body, changes)
        store.append(block)
        return block

    return add
