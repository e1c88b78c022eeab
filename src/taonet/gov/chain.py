"""A chain as a voter sees it: storage, constants and previews over JSON-RPC, all of one block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Final, Self, final

from taonet.crypto.keys import KeyUriError, keypair_from_uri
from taonet.frame.described import Described
from taonet.node.client import NodeFailure, call
from taonet.scale.described.reading import address_only
from taonet.scale.described.syntax import BadText
from taonet.scale.described.types import Case

PAGE: Final = 512
MOST_ROWS: Final = 100_000
DEVELOPMENT: Final = frozenset({"Development", "Local"})


class NoVotes(Exception):
    """The chain has no referenda; says what to do."""


@final
class Chain:
    """One block of a node's chain; `refresh` goes on to the newest."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.head: str = self.ask("chain_getBlockHash")

    def ask(self, method: str, *params: object) -> Any:
        """Make a JSON-RPC call; raises `NodeFailure`."""
        return call(self.address, method, *params)

    def refresh(self) -> None:
        """Read from the newest block on."""
        self.head = self.ask("chain_getBlockHash")

    def at(self, number: int) -> Self:
        """Return the same chain as of another block."""
        other = copy(self)
        other.head = self.ask("chain_getBlockHash", number)
        return other

    @cached_property
    def described(self) -> Described:
        """Return what the metadata says."""
        return Described.of(bytes.fromhex(self.ask("state_getMetadata", self.head)[2:]))

    @cached_property
    def development(self) -> bool:
        """Tell whether the node says that this is a chain for development, whose keys everybody knows."""
        return self.ask("system_chainType") in DEVELOPMENT

    @cached_property
    def name(self) -> str:
        """Return the chain's name."""
        return self.ask("system_chain")

    @property
    def number(self) -> int:
        """Return the number of the block."""
        return int(self.ask("chain_getHeader", self.head)["number"], 16)

    def need(self, *pallets: str) -> None:
        """Refuse a chain that lacks one of these pallets."""
        missing = [one for one in pallets if not self.described.has(one)]
        if missing:
            raise NoVotes(
                f"{self.name} at {self.address} has no votes: its runtime has no pallet {' and no '.join(missing)}. "
                "A chain has them whose genesis says votes = true, such as `taonet up --preset holders`"
            )

    def get(self, pallet: str, item: str, *keys: object) -> Any:
        """Return a value, or what an absent one stands for."""
        found = self.described.item(pallet, item)
        raw = self.ask("state_getStorage", f"0x{found.key(*keys).hex()}", self.head)
        return found.decode(None if raw is None else bytes.fromhex(raw[2:]))

    def has(self, pallet: str, item: str) -> bool:
        """Tell whether a pallet has a storage item."""
        chain = self.described
        if not chain.has(pallet):
            return False
        storage = chain.pallet(pallet).storage
        return storage is not None and any(one.name == item for one in storage.entries)

    def rows(self, pallet: str, item: str, *first: object) -> Iterator[tuple[list[Any], Any]]:
        """Yield the keys and values of a map, or of what is under its first keys."""
        found = self.described.item(pallet, item)
        prefix, start, count = f"0x{found.key(*first).hex()}", None, 0
        while keys := self.ask("state_getKeysPaged", prefix, PAGE, start, self.head):
            for key, value in self._values(keys):
                if value is not None:
                    yield found.parts(bytes.fromhex(key[2:])) or [], found.decode(bytes.fromhex(value[2:]))
            count += len(keys)
            if count > MOST_ROWS:
                raise NodeFailure(f"{pallet}.{item} has more than {MOST_ROWS:,} entries")
            start = keys[-1]

    def _values(self, keys: Sequence[str]) -> list[tuple[str, str | None]]:
        (found,) = self.ask("state_queryStorageAt", keys, self.head)
        return [(key, value) for key, value in found["changes"]]

    def constant(self, pallet: str, name: str) -> Any:
        """Return a constant's value."""
        return self.described.constant(pallet, name)

    def events(self) -> Iterator[tuple[int | None, Case]]:
        """Yield the events of the block, each with the place of its transaction, None for what the block itself did."""
        for record in self.get("System", "Events"):
            phase: Case = record["phase"]
            yield phase.only if phase.name == "ApplyExtrinsic" else None, record["event"]

    def preview(self, data: bytes, origin: str) -> dict[str, Any]:
        """Return what a call would do; `origin` is `root`, an address or an `OriginCaller` in hexadecimal."""
        return self.ask("taonet_previewCall", f"0x{data.hex()}", origin, self.head)

    def account(self, word: str) -> bytes:
        """Return the account that a word names: an address, or a development key where that is of use."""
        if not word.startswith("//"):
            return address_only(word)
        if not self.development:
            raise BadText(
                f"{word} is a key that everybody knows, and {self.name} is no development chain: use an address"
            )
        try:
            return keypair_from_uri(word).public
        except KeyUriError as error:
            raise BadText(f"{word[:60]!r} is no development key: {error}") from error
