"""Defects planted into a chain on disk: each is found, with its block and its item, and nothing is said to be sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lmdb
import msgspec
import pytest
from lmdb import Transaction
from tests.audit.chains import audited, busy_genesis, stored, told_chain

from taonet.node.chain.genesis import GENESIS_TEXT
from taonet.node.store.changes import CHUNK, place_of, row_of
from taonet.node.store.directory import DATA
from taonet.node.store.disk import NOTE
from taonet.node.store.keys import to_row
from taonet.node.store.records import decode_record, encode_record
from taonet.node.store.tables import TABLE_COUNT, Tables, be32, open_tables
from taonet.primitives.ids import NetUid
from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.system.digest import HEADER
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.types import AccountInfo
from taonet.sim import Chain
from taonet.supply.audit.report import Finding, Report
from taonet.supply.audit.sources import CannotAudit

Plant = Callable[[Path], None]
FIRST = NetUid(1)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = stored(told_chain()[1], busy_genesis(), tmp_path_factory.mktemp("told") / "chain")
    assert audited(path).findings == []
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "chain"))


@contextmanager
def opened(path: Path) -> Generator[tuple[Transaction[bytes], Tables]]:
    """Open a store to change it past all rules."""
    with lmdb.open(str(path), 1 << 26, max_dbs=TABLE_COUNT) as env:
        tables = open_tables(env)
        with env.begin(write=True) as txn:
            yield txn, tables


def rewrite(path: Path, key: bytes, codec: Any, change: Callable[[Any], Any]) -> None:
    """Change a value of the newest state."""
    with opened(path) as (txn, t):
        raw = txn.get(to_row(key), db=t.state)
        assert raw is not None
        txn.put(to_row(key), codec.encode(change(codec.decode(raw))), db=t.state)


def the_first(report: Report) -> Finding:
    assert not report.holds
    return report.findings[0]


def test_a_balance_that_was_changed_is_named_with_the_block_that_wrote_it_last(path: Path) -> None:
    dave = System.Account.key_of((Chain.dave,))

    def richer(info: AccountInfo) -> AccountInfo:
        return msgspec.structs.replace(info, data=msgspec.structs.replace(info.data, free=info.data.free + 1))

    rewrite(path, dave, System.Account.codec, richer)
    found = the_first(audited(path))

    assert (found.block, found.kind) == (14, "state")
    assert found.where == "System.Account(5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy)"
    digits = [int(word) for word in (found.expected + " " + found.found).replace(",", "").split() if word.isdigit()]
    assert abs(max(digits[: len(digits) // 2]) - max(digits[len(digits) // 2 :])) == 1


@pytest.mark.parametrize(
    ("item", "parts", "block"),
    [
        (Balances.TotalIssuance, (), 16),
        (Staking.TotalIssuance, (), 16),
        (Staking.TotalStake, (), 16),
        (Staking.SubnetTAO, (FIRST,), 12),
        (Staking.SubnetAlphaIn, (FIRST,), 12),
        (Staking.SubnetAlphaOut, (FIRST,), 16),
        (Staking.TotalAlphaStaked, (FIRST,), None),
    ],
    ids=lambda one: getattr(one, "name", None),
)
def test_one_rao_too_much_in_a_total_is_named(path: Path, item: Any, parts: tuple[Any, ...], block: int | None) -> None:
    rewrite(path, item.key_of(parts), item.codec, lambda value: value + 1)
    found = the_first(audited(path))

    assert found.kind == "state"
    assert found.where.startswith(f"{item.pallet}.{item.name}")
    assert int(found.found) == int(found.expected) + 1
    assert block in (found.block, None)


def test_a_share_that_was_changed_is_named(path: Path) -> None:
    with opened(path) as (txn, t), txn.cursor(t.state) as cursor:
        assert cursor.set_range(to_row(Staking.AlphaV2.prefix))
        share = Staking.AlphaV2.codec.decode(cursor.value())
        txn.put(cursor.key(), Staking.AlphaV2.codec.encode(SafeFloat(share.mantissa - 1, share.exponent)), db=t.state)
    found = the_first(audited(path))

    assert found.where.startswith("SubtensorModule.AlphaV2(")


def test_an_undo_record_that_was_changed_is_named_with_its_block(path: Path) -> None:
    dave = to_row(System.Account.key_of((Chain.dave,)))
    with opened(path) as (txn, t):
        record = decode_record(txn.get(be32(14), db=t.undo) or b"")
        name = next(one for one in record if row_of(txn, t, one) == dave)
        before = record[name]
        assert isinstance(before, bytes)
        record[name] = before[:-1] + bytes((before[-1] ^ 1,))
        txn.put(be32(14), encode_record(record), db=t.undo)
    found = the_first(audited(path))

    assert (found.block, found.kind) == (14, "state")
    assert "undo record" in found.text
    assert found.where.startswith("System.Account(5DAAnrj7")


def test_a_key_that_an_undo_record_lost_is_named(path: Path) -> None:
    with opened(path) as (txn, t):
        record = decode_record(txn.get(be32(14), db=t.undo) or b"")
        record.pop(next(iter(record)))
        txn.put(be32(14), encode_record(record), db=t.undo)

    assert the_first(audited(path)).block == 14


def test_an_index_of_changes_that_lost_a_block_is_named(path: Path) -> None:
    place = place_of(to_row(System.Account.key_of((Chain.dave,))), 14 // CHUNK)
    with opened(path) as (txn, t):
        blocks = txn.get(place, db=t.touched) or b""
        txn.put(place, bytes(one for one in blocks if one != 14), db=t.touched)
    found = the_first(audited(path))

    assert (found.block, found.kind) == (14, "index")


@pytest.mark.parametrize("field", ["state_root", "extrinsics_root"])
def test_a_header_that_was_changed_is_named(path: Path, field: str) -> None:
    with opened(path) as (txn, t):
        raw = txn.get(be32(9), db=t.headers) or b""
        parent = (txn.get(be32(8), db=t.headers) or b"")[:32]
        header = HEADER.decode(parent + raw[33:])
        forged = HEADER.encode(msgspec.structs.replace(header, **{field: b"\x05" * 32}))
        txn.put(be32(9), raw[:33] + forged[32:], db=t.headers)
    report = audited(path)

    assert {finding.block for finding in report.findings} == {9}
    assert {finding.kind for finding in report.findings} == {"header", "block"}


def _swap_bodies(path: Path) -> None:
    with opened(path) as (txn, t):
        one, other = (txn.get(be32(number), db=t.bodies) or b"" for number in (9, 10))
        txn.put(be32(9), other, db=t.bodies)
        txn.put(be32(10), one, db=t.bodies)


def _remove_extrinsic(path: Path) -> None:
    with opened(path) as (txn, t):
        body = msgspec.msgpack.decode(txn.get(be32(9), db=t.bodies) or b"", type=list[bytes])
        txn.put(be32(9), msgspec.msgpack.encode(body[:-1]), db=t.bodies)


def _drop(table: str) -> Plant:
    def plant(path: Path) -> None:
        with opened(path) as (txn, t):
            txn.delete(be32(9), db=getattr(t, table))

    return plant


@pytest.mark.parametrize(
    "plant",
    [_swap_bodies, _remove_extrinsic, _drop("headers"), _drop("bodies"), _drop("undo")],
    ids=["swapped bodies", "removed extrinsic", "missing header", "missing body", "missing undo record"],
)
def test_a_block_that_is_not_whole_is_named(path: Path, plant: Plant) -> None:
    plant(path)
    report = audited(path)

    assert the_first(report).block == 9


def test_a_genesis_file_that_was_changed_is_named(path: Path) -> None:
    with opened(path) as (txn, t):
        key = NOTE + GENESIS_TEXT.encode()
        text = txn.get(key, db=t.meta) or b""
        txn.put(key, text.replace(b"balance = 1_000_000", b"balance = 1_000_001", 1), db=t.meta)
    found = the_first(audited(path))

    assert (found.block, found.kind) == (0, "genesis")


@pytest.mark.parametrize("text", [b"", b"\xff", b"version = 9"])
def test_a_genesis_file_that_is_none_is_named(path: Path, text: bytes) -> None:
    with opened(path) as (txn, t):
        txn.put(NOTE + GENESIS_TEXT.encode(), text, db=t.meta)

    assert not audited(path).holds


def test_events_that_were_changed_are_named(path: Path) -> None:
    with opened(path) as (txn, t):
        row = to_row(System.Events.prefix)
        raw = bytearray(txn.get(row, db=t.state) or b"")
        raw[-1] ^= 1
        txn.put(row, bytes(raw), db=t.state)
    found = the_first(audited(path))

    assert (found.block, found.where) == (16, "System.Events")


def test_a_data_file_that_was_cut_is_refused(path: Path) -> None:
    data = path / DATA
    data.write_bytes(data.read_bytes()[: data.stat().st_size // 2])

    with pytest.raises(CannotAudit, match="damaged"):
        audited(path)


def test_a_hash_that_no_longer_finds_its_block_is_named(path: Path) -> None:
    with opened(path) as (txn, t):
        raw = txn.get(be32(9), db=t.headers) or b""
        txn.delete(raw[:16], db=t.numbers)
    found = the_first(audited(path))

    assert (found.block, found.where) == (9, "index of hashes")


def test_nothing_is_written_by_an_audit(path: Path) -> None:
    def content() -> Mapping[str, bytes]:
        return {one.name: one.read_bytes() for one in path.iterdir() if one.name != "lock.mdb"}

    before = content()
    audited(path)

    assert content() == before
