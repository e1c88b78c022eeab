"""A program: audit a chain with one flipped bit after the other, and say of each whether it was found.

A bit that changes nothing which the store says (free pages, the rest of a page, a comment in the genesis file) need not be.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import lmdb
import msgspec

from taonet.node.chain.genesis import GENESIS_TEXT
from taonet.node.store.directory import DATA
from taonet.node.store.disk import NOTE
from taonet.node.store.tables import TABLE_COUNT, Tables
from taonet.runtime.genesis.document import parse_genesis
from taonet.supply.audit.run import audit
from taonet.supply.audit.sources import CannotAudit
from taonet.supply.audit.stored import open_stored


def content(path: Path) -> Mapping[str, list[tuple[bytes, bytes]]]:
    """Return all that a store says."""
    told: dict[str, list[tuple[bytes, bytes]]] = {}
    with lmdb.open(str(path), 1 << 26, max_dbs=TABLE_COUNT, readonly=True) as env, env.begin() as txn:
        for name in Tables._fields:
            table = env.open_db(name.encode(), txn=txn, create=False)
            with txn.cursor(table) as cursor:
                told[name] = [(key, _said(key, value)) for key, value in cursor]
    return told


def _said(key: bytes, value: bytes) -> bytes:
    """Return a value, and of a genesis file what it says."""
    if key != NOTE + GENESIS_TEXT.encode():
        return value
    return repr(msgspec.structs.replace(parse_genesis(value.decode()), text="")).encode()


def verdict(sound: Path, path: Path) -> str:
    """Return what an audit comes to: found, or rightly or wrongly nothing."""
    try:
        with open_stored(path) as source:
            if not audit(source).holds:
                return "found"
    except CannotAudit:
        return "found"
    return "harmless" if content(path) == content(sound) else "overlooked"


def main() -> None:
    sound, path = Path(sys.argv[1]), Path(sys.argv[2])
    data = (sound / DATA).read_bytes()
    for place, bit in json.load(sys.stdin):
        flipped = bytearray(data)
        flipped[place] ^= 1 << bit
        (path / DATA).write_bytes(flipped)
        print(json.dumps({"place": place, "bit": bit, "verdict": verdict(sound, path)}), flush=True)


if __name__ == "__main__":
    main()
