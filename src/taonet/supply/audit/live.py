"""The blocks of a running node, read over JSON-RPC; any node of this chain will do.

`audit_node` is the whole audit in one call: `audit_node("ws://127.0.0.1:9944")` returns the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, final

from taonet.node.client import NodeFailure, call, call_many
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.system.digest import DIGEST_ITEM, Digest, Header
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.scale import ScaleError
from taonet.supply.audit.report import Report
from taonet.supply.audit.run import MOST_SHOWN, Progress, audit
from taonet.supply.audit.sources import CannotAudit, Damaged, GivenBlock, chosen_range

AT_ONCE: Final = 64
"""Blocks that are asked for together."""
KEYS_AT_ONCE: Final = 1_000
_NUMBER: Final = f"0x{System.Number.prefix.hex()}"


def audit_node(
    address: str,
    first: int | None = None,
    last: int | None = None,
    *,
    holders: int = MOST_SHOWN,
    expected_genesis: Hash | None = None,
    progress: Progress | None = None,
) -> Report:
    """Audit a running node's blocks from `first` to `last`: all whose state it kept, if they are not named.

    `address` is an http(s):// or ws(s):// address. The report's `holds` tells whether every rao is explained, `flows` say
    by cause what was made and destroyed, `opening` and `closing` what all accounts held, `holdings` who holds most, and
    `findings` what is wrong. Raises `CannotAudit` where the node cannot be asked or has nothing to audit.
    """
    try:
        source = Live(address, first, last)
        return audit(source, holders=holders, expected_genesis=expected_genesis, progress=progress)
    except NodeFailure as error:
        raise CannotAudit(str(error)) from error


@final
class Live:
    """A running node as a `Source`."""

    genesis_text: Genesis | None = None

    def __init__(self, address: str, first: int | None, last: int | None) -> None:
        self._address = address
        self.name = f"the node at {address}"
        newest = _number(call(address, "chain_getHeader")["number"])
        self.oldest_state = self._oldest_state(newest)
        self.first, self.last = chosen_range(first, last, self.oldest_state, newest)
        self.genesis, self.last_hash = self._hash(0), self._hash(self.last)
        self.chain = str(call(address, "system_chain"))
        properties: dict[str, Any] = call(address, "system_properties") or {}
        self.symbol = str(properties.get("tokenSymbol", "TAO"))
        self.history = (
            f"the node kept all states since block {self.oldest_state}"
            if self.oldest_state
            else f"the node kept all states of its {newest} blocks"
        )

    def opening(self) -> Iterable[tuple[bytes, bytes]]:
        """Return the state before the first block."""
        return self._state(self._hash(self.first - 1))

    def base(self) -> GivenBlock:
        """Return the block before the first."""
        return next(self._range(self.first - 1, self.first - 1))

    def blocks(self) -> Iterator[GivenBlock]:
        """Yield the blocks in order; raises `Damaged`."""
        for begin in range(self.first, self.last + 1, AT_ONCE):
            yield from self._range(begin, min(begin + AT_ONCE - 1, self.last))

    def undone(self, number: int) -> Mapping[bytes, bytes | None] | None:
        """Return nothing: nodes do not tell it."""
        del number

    def written(self, number: int, keys: Iterable[bytes]) -> Mapping[bytes, bytes | None] | None:
        """Return how the state of a block differs from the one before it."""
        del keys
        try:
            before = dict(self._state(self._hash(number - 1)))
            after = dict(self._state(self._hash(number)))
        except NodeFailure as error:
            raise Damaged(number, f"the state of block {number} cannot be read: {error}") from error
        return {key: after.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}

    def closing(self) -> Iterable[tuple[bytes, bytes]] | None:
        """Return the state after the last block."""
        return self._state(self.last_hash)

    def is_indexed(self, number: int, key: bytes, *, deleted: bool) -> bool:
        """Return true: nodes do not tell it."""
        del number, key, deleted
        return True

    def faults(self) -> Iterator[tuple[int | None, str, str]]:
        """Yield whether the node took blocks back meanwhile."""
        if self._hash(self.last) != self.last_hash:
            yield self.last, "chain", f"the node took block {self.last} back during the audit: run it again"

    def _range(self, first: int, last: int) -> Iterator[GivenBlock]:
        hashes: list[str | None] = call(self._address, "chain_getBlockHash", list(range(first, last + 1)))
        for number, one in enumerate(hashes, first):
            if one is None:
                raise Damaged(number, f"the node has no block {number}")
        for number, (one, answer) in enumerate(zip(hashes, self._bodies(hashes), strict=True), first):
            yield _given(number, str(one), answer)

    def _bodies(self, hashes: list[Any]) -> list[Any]:
        """Ask for blocks together, and for fewer at once where that is too much for one answer."""
        try:
            return call_many(self._address, [("chain_getBlock", [one]) for one in hashes])
        except NodeFailure:
            if len(hashes) == 1:
                raise
            half = len(hashes) // 2
            return self._bodies(hashes[:half]) + self._bodies(hashes[half:])

    def _hash(self, number: int) -> Hash:
        found = call(self._address, "chain_getBlockHash", number)
        if found is None:
            raise CannotAudit(f"the node at {self._address} has no block {number}")
        return Hash(_bytes(found))

    def _oldest_state(self, newest: int) -> int:
        """Return the first block whose state the node kept."""
        low, high = 0, newest
        while low < high:
            middle = (low + high) // 2
            if self._has_state(middle):
                high = middle
            else:
                low = middle + 1
        return low

    def _has_state(self, number: int) -> bool:
        try:
            call(self._address, "state_getStorage", _NUMBER, f"0x{self._hash(number).hex()}")
        except NodeFailure as error:
            if "refused" not in str(error):
                raise
            return False
        return True

    def _state(self, block: Hash) -> Iterator[tuple[bytes, bytes]]:
        """Yield a whole state, a thousand keys at a time."""
        at, start = f"0x{block.hex()}", None
        while keys := call(self._address, "state_getKeysPaged", "0x", KEYS_AT_ONCE, start, at):
            for _, changes in ((one, one["changes"]) for one in call(self._address, "state_queryStorageAt", keys, at)):
                for key, value in changes:
                    if value is not None:
                        yield _bytes(key), _bytes(value)
            if len(keys) < KEYS_AT_ONCE:
                return
            start = keys[-1]


def _given(number: int, block_hash: str, answer: Any) -> GivenBlock:
    try:
        block = answer["block"]
        raw = block["header"]
        header = Header(
            Hash(_bytes(raw["parentHash"])),
            BlockNumber(_number(raw["number"])),
            Hash(_bytes(raw["stateRoot"])),
            Hash(_bytes(raw["extrinsicsRoot"])),
            Digest([DIGEST_ITEM.decode(_bytes(item)) for item in raw["digest"]["logs"]]),
        )
        return GivenBlock(Hash(_bytes(block_hash)), header, [_bytes(one) for one in block["extrinsics"]])
    except (LookupError, TypeError, ValueError, ScaleError) as error:
        raise Damaged(number, f"what the node says of block {number} cannot be read: {error}") from error


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _number(text: str) -> int:
    return int(text, 16)
