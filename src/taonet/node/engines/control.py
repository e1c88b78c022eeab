"""What the outside may ask of an engine; the developer's methods hand over to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Engine(Protocol):
    """An engine as the node and its developer's methods see it. Bad wishes are refused with `ValueError`."""

    block_time: float

    def transaction_arrived(self) -> None:
        """Learn that the pool took a transaction."""
        ...

    async def new_block(self, count: int = 1) -> list[bytes]:
        """Make blocks now and return their hashes."""
        ...

    async def set_storage(self, changes: Mapping[bytes, bytes | None]) -> bytes:
        """Make a block that begins with these writes, None removes, and return its hash."""
        ...

    async def set_time(self, milliseconds: int) -> None:
        """Give the next block this time."""
        ...

    async def set_head(self, number: int) -> None:
        """Forget all blocks above a number."""
        ...

    async def set_block_time(self, seconds: float) -> None:
        """Change how long a slot takes in wall time."""
        ...
