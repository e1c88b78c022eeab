"""The tables of the store on disk, and what every reader asks first.

`undo` holds, for each block, the values from before it (`records`); `touched` names the blocks that changed a key. The
state at block n is then: the undo value of the first later change, or the newest value if there is none. Going back
applies the undo values, pruning drops them, and the newest state never depends on either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from lmdb import Environment, Transaction

from taonet.node.store.port import HASH_LENGTH, Head, StateDiscarded, StoredBlock, UnknownBlock

if TYPE_CHECKING:
    from lmdb import _Database

TABLE_COUNT = 11

_HEAD = b"head"
_OLDEST = b"oldest"
_WHOLE, _CONTINUES = b"\x00", b"\x01"
"""Whether a stored header has its parent's hash in front or the row before it has."""
TELLING = 16
"""Bytes of a hash by which its block is found; the rest is compared."""

ReadTxn: TypeAlias = "Transaction[bytes]"  # the class takes no argument at run time


class Tables(NamedTuple):
    """Handles of the named LMDB databases."""

    meta: _Database  # name -> bytes
    headers: (
        _Database  # number -> hash and header, the header without the parent's hash where that is in the row before
    )
    numbers: _Database  # beginning of a hash -> number
    bodies: _Database  # number -> msgpack list of extrinsics
    state: _Database  # key -> newest value
    undo: _Database  # number -> record
    touched: _Database  # hash of a key and a chunk of blocks -> those of them that changed it, a byte each
    gone: _Database  # keys that were deleted once
    ids: _Database  # key -> the number that stands for it in records
    names: _Database  # that number -> key
    long_keys: _Database  # cut key -> full key


def open_tables(env: Environment) -> Tables:
    """Open all tables, making those that do not exist."""
    return Tables(**{name: env.open_db(name.encode()) for name in Tables._fields})


def be32(number: int) -> bytes:
    """Write a block number so that it sorts."""
    return number.to_bytes(4, "big")


def read_head(txn: ReadTxn, t: Tables) -> Head | None:
    """Return the best block."""
    raw = txn.get(_HEAD, db=t.meta)
    return None if raw is None else Head(int.from_bytes(raw[:4], "big"), raw[4:])


def read_oldest(txn: ReadTxn, t: Tables) -> int | None:
    """Return the first block whose state can be read."""
    raw = txn.get(_OLDEST, db=t.meta)
    return None if raw is None else int.from_bytes(raw, "big")


def read_hash(txn: ReadTxn, t: Tables, number: int) -> bytes | None:
    """Return the hash of a block."""
    raw = txn.get(be32(number), db=t.headers)
    return None if raw is None else raw[:HASH_LENGTH]


def read_header(txn: ReadTxn, t: Tables, number: int) -> bytes | None:
    """Return the encoded header of a block."""
    raw = txn.get(be32(number), db=t.headers)
    if raw is None:
        return None
    header = raw[HASH_LENGTH + 1 :]
    return header if raw[HASH_LENGTH : HASH_LENGTH + 1] == _WHOLE else (read_hash(txn, t, number - 1) or b"") + header


def read_number(txn: ReadTxn, t: Tables, block_hash: bytes) -> int | None:
    """Return the number of the block with a hash."""
    raw = txn.get(block_hash[:TELLING], db=t.numbers) if len(block_hash) == HASH_LENGTH else None
    number = None if raw is None else int.from_bytes(raw, "big")
    return number if number is None or read_hash(txn, t, number) == block_hash else None


def write_header(txn: Transaction[bytes], t: Tables, block: StoredBlock) -> None:
    """Add the header of a block to those before it."""
    before = read_hash(txn, t, block.number - 1) if block.number else None
    continues = before == block.parent and block.header.startswith(block.parent)
    header = _CONTINUES + block.header[HASH_LENGTH:] if continues else _WHOLE + block.header
    txn.put(be32(block.number), block.hash + header, db=t.headers, append=True)
    txn.put(block.hash[:TELLING], be32(block.number), db=t.numbers)


def delete_header(txn: Transaction[bytes], t: Tables, number: int) -> None:
    """Forget the header of the newest block."""
    header = txn.pop(be32(number), db=t.headers) or b""
    txn.delete(header[:TELLING], db=t.numbers)


def require_state(txn: ReadTxn, t: Tables, number: int) -> Head:
    """Refuse a block whose state is not there; return the head."""
    head, oldest = read_head(txn, t), read_oldest(txn, t)
    if head is None or oldest is None or number > head.number or number < 0:
        raise UnknownBlock(f"there is no block {number}")
    if number < oldest:
        raise StateDiscarded(f"the state at block {number} was pruned; the oldest is {oldest}")
    return head


def write_head(txn: Transaction[bytes], t: Tables, number: int, block_hash: bytes) -> None:
    """Declare a block the best."""
    txn.put(_HEAD, be32(number) + block_hash, db=t.meta)


def write_oldest(txn: Transaction[bytes], t: Tables, number: int) -> None:
    """Declare the state before a block gone."""
    txn.put(_OLDEST, be32(number), db=t.meta)
