"""Growth, threads and sudden death."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.unit.node.store.conftest import Extend

from taonet.node.store import Store, StoredBlock, open_store
from taonet.node.store.disk import MapLock

# The changes of block n, from n alone, so that the parent process can replay them.
APPENDER = """
import sys
from taonet.node.store import StoredBlock, open_store

def changes(number):
    made = {b"counter": number.to_bytes(4, "big"), b"block/%d" % number: bytes(number % 900)}
    if number % 3 == 0:
        made[b"block/%d" % (number // 2)] = None
    return made

if __name__ == "__main__":
    with open_store(sys.argv[1], durable=False, map_size=1 << 17) as store:
        head = store.head()
        number, parent = (head.number + 1, head.hash) if head else (0, bytes(32))
        while True:
            this = number.to_bytes(32, "little")
            body = [b"xt%d" % number]
            store.append(StoredBlock(number, this, parent, b"h", body, changes(number)))
            print(number, flush=True)
            number, parent = number + 1, this
"""


def replay(last: int) -> dict[bytes, bytes]:
    names: dict[str, Any] = {"__name__": "appender"}
    exec(APPENDER, names)
    state: dict[bytes, bytes] = {}
    for number in range(last + 1):
        for key, value in names["changes"](number).items():
            state.pop(key, None)
            if value is not None:
                state[key] = value
    return state


def run_and_kill(path: Path, seconds: float) -> int:
    """Let a process append blocks for a while, kill it, return the last it acknowledged."""
    with subprocess.Popen([sys.executable, "-c", APPENDER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
        for line in process.stdout.read().splitlines(keepends=True):
            if line.endswith("\n"):
                acknowledged = int(line)
    return acknowledged


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_process_loses_no_acknowledged_block(tmp_path: Path) -> None:
    chance = random.Random(475)

    for _ in range(5):
        acknowledged = run_and_kill(tmp_path / "store", chance.uniform(0.0, 0.12))
        with open_store(tmp_path / "store") as store:
            head = store.head()
            assert head is not None
            # One more may have been finished but not yet printed.
            assert acknowledged <= head.number <= acknowledged + 1
            assert dict(store.iterate(b"")) == replay(head.number)
            assert store.get_at(b"counter", head.number // 2) == (head.number // 2).to_bytes(4)
            for number in range(head.number + 1):
                assert store.body(number.to_bytes(32, "little")) == [b"xt%d" % number]


def test_a_full_map_grows_without_reopening(tmp_path: Path, extend: Extend) -> None:
    with open_store(tmp_path, durable=False, map_size=1 << 17) as store:
        before = store.map_size
        for number in range(40):
            extend(store, {b"%d" % number: bytes(20_000)})
        extend(store, {b"large": bytes(3_000_000)})

        assert store.map_size > 8 * before
        assert store.get(b"large") == bytes(3_000_000)
        assert len(list(store.iterate(b""))) == 41
    with open_store(tmp_path, durable=False, map_size=1 << 17) as store:
        assert store.get(b"large") == bytes(3_000_000)


def test_growing_does_not_wait_for_a_forgotten_iterator(tmp_path: Path, extend: Extend) -> None:
    with open_store(tmp_path, durable=False, map_size=1 << 20) as store:
        extend(store, {b"%d" % n: b"v" for n in range(3_000)})
        entries = store.iterate(b"")
        next(entries)

        extend(store, {b"large": bytes(3_000_000)})

        assert len(list(entries)) == 2_999


def test_readers_see_whole_blocks_only(store: Store) -> None:
    """Every block sets many keys to its number; a reader never sees two numbers at once."""
    keys = [b"%04d" % n for n in range(500)]
    done = threading.Event()
    problems: list[object] = []

    def read() -> None:
        while not done.is_set():
            head = store.head()
            if head is None:
                continue
            values = {value for _, value in store.iterate(b"")}
            past = {store.get_at(key, head.number // 2) for key in keys[::125]}
            if len(values) > 1 or past != {(head.number // 2).to_bytes(4)}:
                problems.append((head, values, past))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        parent = bytes(32)
        for number in range(25):
            changes = dict.fromkeys(keys, number.to_bytes(4))
            this = (number + 1).to_bytes(32, "little")
            store.append(StoredBlock(number, this, parent, b"", (), changes))
            parent = this
    finally:
        done.set()
        for reader in readers:
            reader.join()

    assert not problems


def test_two_writers_do_not_mix(store: Store, extend: Extend) -> None:
    def write(name: str) -> None:
        for number in range(50):
            store.meta_put(f"{name}{number}", name.encode())

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for _ in range(50):
        extend(store, {b"k": b"v"})
    for writer in writers:
        writer.join()

    head = store.head()
    assert head is not None
    assert head.number == 49
    assert all(store.meta_get(f"{name}{n}") == name.encode() for name in "ab" for n in range(50))


def test_an_exclusive_map_lock_waits_for_readers_and_holds_new_ones_back() -> None:
    lock, log = MapLock(), []
    lock.enter()

    def hold() -> None:
        with lock.exclusive():
            log.append("held")

    def enter() -> None:
        lock.enter()
        log.append("entered")
        lock.leave()

    closer = threading.Thread(target=hold)
    closer.start()
    while not lock._held:
        time.sleep(0.001)
    visitor = threading.Thread(target=enter)
    visitor.start()
    time.sleep(0.02)  # time to go in, which it must not
    assert log == []
    lock.leave()
    closer.join(5)
    visitor.join(5)

    assert log == ["held", "entered"]
