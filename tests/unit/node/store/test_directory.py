"""The directory: nobody else's files are touched, damage is named, one process at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from taonet.node.store import (
    BrokenStore,
    ForeignDirectory,
    StoredBlock,
    StoreError,
    StoreLocked,
    StoreVersionMismatch,
    open_store,
)
from taonet.node.store.directory import LOCK, MARK, verify_data


def contents(path: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in path.iterdir() if entry.is_file()}


@pytest.fixture
def filled(tmp_path: Path, extend: Callable[..., StoredBlock]) -> Path:
    path = tmp_path / "store"
    with open_store(path) as store:
        for block in range(20):
            extend(store, {b"%d/%d" % (block, n): bytes(300) for n in range(30)})
    return path


def test_a_directory_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("ten years of work")
    (tmp_path / "data.mdb").write_text("another program's database")
    before = contents(tmp_path)

    with pytest.raises(ForeignDirectory, match=r"thesis\.tex"):
        open_store(tmp_path)

    assert contents(tmp_path) == before


def test_a_foreign_lmdb_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.mdb").write_bytes(b"")
    (tmp_path / "lock.mdb").write_bytes(b"")

    with pytest.raises(ForeignDirectory):
        open_store(tmp_path)


def test_a_file_is_not_a_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")

    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ForeignDirectory, match="is a file"):
            open_store(path)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as nobody where the tests run as root, who may write everywhere."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_directory_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with unprivileged(), pytest.raises(StoreError, match="cannot use"):
        open_store(tmp_path / "store")


def test_interrupted_making_is_finished(tmp_path: Path, extend: Callable[..., StoredBlock]) -> None:
    (tmp_path / LOCK).write_text("1\n")
    (tmp_path / f"{MARK}.new").write_text("taonet")

    with open_store(tmp_path) as store:
        extend(store, {})

    assert (tmp_path / MARK).read_text() == "taonet store format 3\n"


@pytest.mark.parametrize("keep", [0, 100, 4_096, 8_192, 20_000])
def test_a_cut_data_file_is_named_broken(filled: Path, keep: int) -> None:
    data = filled / "data.mdb"
    data.write_bytes(data.read_bytes()[:keep])

    with pytest.raises(BrokenStore, match=r"data"):
        open_store(filled)
    assert data.stat().st_size == keep


def test_a_data_file_cut_by_a_page_at_its_end_is_named_broken(filled: Path) -> None:
    data = filled / "data.mdb"
    data.write_bytes(data.read_bytes()[:-4_096])

    assert verify_data(filled)
    with pytest.raises(BrokenStore, match="damaged"):
        open_store(filled)


def test_a_missing_data_file_is_not_taken_for_a_new_store(filled: Path) -> None:
    (filled / "data.mdb").unlink()

    with pytest.raises(BrokenStore, match="missing"):
        open_store(filled)
    assert not (filled / "data.mdb").exists()


@pytest.mark.parametrize("filler", [b"\x00", b"\xff", b"garbage "])
def test_garbage_in_place_of_the_data_is_named_broken(filled: Path, filler: bytes) -> None:
    data = filled / "data.mdb"
    garbage = (filler * data.stat().st_size)[: data.stat().st_size]
    data.write_bytes(garbage)

    with pytest.raises(BrokenStore, match="damaged"):
        open_store(filled)
    assert data.read_bytes() == garbage


def test_garbage_after_the_first_pages_is_named_broken(filled: Path) -> None:
    data = filled / "data.mdb"
    raw = data.read_bytes()
    data.write_bytes(raw[:8_192] + bytes(len(raw) - 8_192))

    with pytest.raises(BrokenStore, match="damaged"):
        open_store(filled)


def test_any_one_wiped_page_in_use_is_named_broken(filled: Path) -> None:
    data = filled / "data.mdb"
    raw = data.read_bytes()
    named = 0

    for page in range(2 * 4_096, len(raw), 4_096):
        data.write_bytes(raw[:page] + b"\xa5" * 4_096 + raw[page + 4_096 :])
        if verify_data(filled):
            named += 1
            with pytest.raises(BrokenStore, match="damaged"):
                open_store(filled, verify=True)
    data.write_bytes(raw)

    # The others are free, and a store opened after them is whole.
    assert named > len(raw) // 4_096 // 2
    with open_store(filled) as store:
        assert len(list(store.iterate(b""))) == 600


@pytest.mark.parametrize("cut", [4_096, 100_000])
def test_a_large_file_is_checked_if_it_is_short(filled: Path, cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taonet.node.store.directory._ALWAYS_CHECKED", 0)
    data = filled / "data.mdb"
    with open_store(filled) as store:
        assert store.head() is not None
    data.write_bytes(data.read_bytes()[:-cut])

    with pytest.raises(BrokenStore, match="damaged"):
        open_store(filled)


def test_an_untouched_data_file_has_no_findings(filled: Path) -> None:
    assert verify_data(filled) == []


def test_another_format_is_refused(filled: Path) -> None:
    (filled / MARK).write_text("taonet store format 4\n")

    with pytest.raises(StoreVersionMismatch, match="format 4, this version reads format 3"):
        open_store(filled)


def test_an_unreadable_mark_is_broken(filled: Path) -> None:
    (filled / MARK).write_bytes(b"\xff\x00 what")

    with pytest.raises(BrokenStore, match="does not name"):
        open_store(filled)


def test_a_second_opening_is_refused_and_names_the_process(filled: Path) -> None:
    with open_store(filled), pytest.raises(StoreLocked, match=f"process id {os.getpid()}"):
        open_store(filled)

    with open_store(filled):
        pass


def test_another_process_is_refused_too(filled: Path) -> None:
    script = (
        "import sys\n"
        "from taonet.node.store import StoreLocked, open_store\n"
        "try:\n"
        "    open_store(sys.argv[1])\n"
        "except StoreLocked as error:\n"
        "    print(error)\n"
    )
    with open_store(filled):
        run = subprocess.run([sys.executable, "-c", script, str(filled)], capture_output=True, text=True, check=True)

    assert f"process id {os.getpid()}" in run.stdout
