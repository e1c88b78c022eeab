"""What a block changed on disk: its record, and the index of the blocks that changed a key."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache, partial

import lmdb
from lmdb import Transaction

from taonet.crypto.hashing import blake2_128
from taonet.node.store.keys import TAG, is_long, to_row
from taonet.node.store.port import NotNextBlock, StoredBlock
from taonet.node.store.records import (
    Before,
    Blocks,
    Name,
    decode_record,
    encode_body,
    encode_record,
    resolved,
    shortened,
)  # fmt: skip
from taonet.node.store.tables import (
    ReadTxn,
    Tables,
    be32,
    read_hash,
    read_head,
    read_number,
    write_head,
    write_header,
    write_oldest,
)  # fmt: skip

CHUNK = 256
"""Blocks whose changes of one key share a row of `touched`."""
_MARK_LENGTH = 16

ITEM_LENGTH = len(TAG) + 32
"""Bytes of a row that name pallet and item; most keys share them with many others."""
IN_ITEM = b"i"
"""Begins a name in a record that says an item by its number: rows begin with `TAG`."""
_NUMBER_LENGTH = 4


def append_block(txn: Transaction[bytes], t: Tables, block: StoredBlock) -> None:
    """Write a block and its changes; see `Store.append`."""
    head = read_head(txn, t)
    if head is not None and (block.number, block.parent) != (head.number + 1, head.hash):
        raise NotNextBlock(
            f"block {block.number} with parent 0x{block.parent.hex()} does not follow "
            f"block {head.number}, 0x{head.hash.hex()}"
        )
    number = be32(block.number)
    if head is None:
        write_oldest(txn, t, block.number)
    write_header(txn, t, block)
    txn.put(number, encode_body(block.body), db=t.bodies, append=True)
    blocks = blocks_of(txn, t)
    blocks = blocks._replace(body=cache(blocks.body))
    record: dict[Name, Before] = {}
    for key, value in sorted(block.changes.items()):  # in table order, which is fastest
        row = to_row(key)
        before = txn.get(row, db=t.state)
        if before == value:
            continue
        name = _change(txn, t, row, value, overwrites=before is not None)
        record[name] = shortened(before, block.number, blocks)
        touch(txn, t, row, block.number)
        if is_long(key):
            txn.put(row, key, db=t.long_keys)
    txn.put(number, encode_record(record), db=t.undo, append=True)
    write_head(txn, t, block.number, block.hash)


def _change(txn: Transaction[bytes], t: Tables, row: bytes, value: bytes | None, *, overwrites: bool) -> Name:
    """Write a value, None deletes; return the name of the key in the block's record."""
    if value is None:
        txn.delete(row, db=t.state)
        txn.put(row, b"", db=t.gone)
        return _name_in_item(txn, t, row)
    txn.put(row, value, db=t.state)
    return id_of(txn, t, row) if overwrites else _name_in_item(txn, t, row)


def blocks_of(txn: ReadTxn, t: Tables) -> Blocks:
    """Return what is known of the blocks in the store."""
    return Blocks(partial(_read_body, txn, t), partial(read_number, txn, t), partial(read_hash, txn, t))


def _read_body(txn: ReadTxn, t: Tables, number: int) -> bytes | None:
    return txn.get(be32(number), db=t.bodies)


# Names of keys in records


def id_of(txn: Transaction[bytes], t: Tables, row: bytes) -> int:
    """Return the number that stands for a key, a new one when it has none."""
    known = txn.get(row, db=t.ids)
    if known is not None:
        return int.from_bytes(known, "big")
    with txn.cursor(t.names) as cursor:
        fresh = int.from_bytes(cursor.key(), "big") + 1 if cursor.last() else 0
    txn.put(row, be32(fresh), db=t.ids)
    txn.put(be32(fresh), row, db=t.names)
    return fresh


def _name_in_item(txn: Transaction[bytes], t: Tables, row: bytes) -> bytes:
    """Return a name for a key that is not likely to change again: it shares its beginning with others of its item."""
    if len(row) <= ITEM_LENGTH + _NUMBER_LENGTH:
        return row
    return IN_ITEM + be32(id_of(txn, t, row[:ITEM_LENGTH])) + row[ITEM_LENGTH:]


def read_record(txn: ReadTxn, t: Tables, number: int) -> dict[bytes, Before]:
    """Return the record of a block, by key."""
    raw = txn.get(be32(number), db=t.undo)
    if raw is None:
        raise lmdb.CorruptedError("a change is indexed but not recorded")
    return {row_of(txn, t, name): before for name, before in decode_record(raw).items()}


def row_of(txn: ReadTxn, t: Tables, name: Name) -> bytes:
    """Return the key that a record names."""
    if isinstance(name, bytes) and not name.startswith(IN_ITEM):
        return name
    number = be32(name) if isinstance(name, int) else name[len(IN_ITEM) : len(IN_ITEM) + _NUMBER_LENGTH]
    row = txn.get(number, db=t.names)
    if row is None:
        raise lmdb.CorruptedError("a record names a key that has no name")
    return row if isinstance(name, int) else row + name[len(IN_ITEM) + _NUMBER_LENGTH :]


def read_value(txn: ReadTxn, t: Tables, before: Before) -> bytes | None:
    """Return the value that a record speaks of."""
    try:
        return resolved(before, blocks_of(txn, t))
    except LookupError as error:
        raise lmdb.CorruptedError(str(error)) from error


# Which blocks changed a key


def place_of(row: bytes, chunk: int) -> bytes:
    """Return the row of `touched` for a key and a chunk of blocks."""
    return blake2_128(row) + chunk.to_bytes(3, "big")


def touch(txn: Transaction[bytes], t: Tables, row: bytes, number: int) -> None:
    """Note that a block, the newest, changed a key."""
    place = place_of(row, number // CHUNK)
    blocks = txn.get(place, db=t.touched) or b""
    txn.put(place, blocks + bytes((number % CHUNK,)), db=t.touched)


def keep_touches(txn: Transaction[bytes], t: Tables, place: bytes, first: int, end: int) -> None:
    """Keep of a chunk's changes of a key those from the block `first` to before `end`, both within the chunk."""
    blocks = txn.get(place, db=t.touched) or b""
    kept = blocks[bisect_left(blocks, first) : bisect_left(blocks, end)]
    if kept:
        txn.put(place, kept, db=t.touched)
    else:
        txn.delete(place, db=t.touched)


def next_change(txn: ReadTxn, t: Tables, row: bytes, number: int) -> int | None:
    """Return the first block after `number` that changed a key."""
    with txn.cursor(t.touched) as cursor:
        place = place_of(row, number // CHUNK)
        mark = place[:_MARK_LENGTH]
        found = cursor.set_range(place)
        while found and cursor.key()[:_MARK_LENGTH] == mark:
            first = int.from_bytes(cursor.key()[_MARK_LENGTH:], "big") * CHUNK
            blocks = cursor.value()
            later = bisect_right(blocks, number - first)
            if later < len(blocks):
                return first + blocks[later]
            found = cursor.next()
    return None
