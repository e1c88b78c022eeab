"""Whatever write of a node the disk refuses, it says so in one line, and every block that it reported is there afterwards."""

import errno
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

ADVICE = {errno.ENOSPC: "make room", errno.EROFS: "make it writable", errno.EIO: "look after the disk"}
WRITES = [*range(48), 60, 75, 100, 150]
"""The first 48 make the store, genesis and the first blocks; later ones are more of the same."""


def ask(starts: subprocess.Popen[str], **task: Any) -> int:
    assert starts.stdin is not None
    assert starts.stdout is not None
    print(json.dumps(task), file=starts.stdin, flush=True)
    return int(starts.stdout.readline())


def started(starts: subprocess.Popen[str], chain: Path, log: Path, **fault: Any) -> tuple[int, str]:
    """Run a node until the fault ends it; return the exit code and what it wrote."""
    words = ["up", "--base-path", str(chain), "--port", "0", "--block-time", "0.005", "--json"]
    code = ask(starts, words=words, log=str(log), **fault)
    return code, log.read_text()


def reported(written: str) -> dict[str, str]:
    rows = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    return {str(row["block"]): row["hash"] for row in rows if row["event"] == "block"}


def errors(written: str) -> list[str]:
    """Return the lines that are for people."""
    return [line for line in written.splitlines() if not line.startswith("{")]


@pytest.mark.parametrize("number", ADVICE, ids=errno.errorcode.get)
def test_any_write_may_fail(starts: subprocess.Popen[str], tmp_path: Path, number: int) -> None:
    most = 0
    for place in range(list(ADVICE).index(number), len(WRITES), len(ADVICE)):
        after, chain = WRITES[place], tmp_path / f"chain-{place}"
        code, written = started(starts, chain, tmp_path / "log", failure=number, after=after, opening=bool(place % 2))

        assert code == 1, (after, written)
        assert len(errors(written)) == 1, (after, written)
        assert errors(written)[0].startswith("error: cannot ")
        assert str(chain) in errors(written)[0]
        assert ADVICE[number] in errors(written)[0]
        blocks = reported(written)
        assert ask(starts, words=None, path=str(chain), blocks=blocks) == 0, (after, blocks)
        most = max(most, len(blocks))
    assert most > 5


def test_a_store_that_became_read_only_is_named_with_what_to_do(starts: subprocess.Popen[str], tmp_path: Path) -> None:
    chain, log = tmp_path / "chain", tmp_path / "log"
    _, before = started(starts, chain, log, failure=errno.ENOSPC, after=100, opening=False)
    code, written = started(starts, chain, log, failure=errno.EROFS, after=0, opening=True)

    assert code == 1
    assert errors(written) == [
        f"error: cannot use {chain} as a store: Read-only file system; make it writable for this user and start again"
    ]
    assert ask(starts, words=None, path=str(chain), blocks=reported(before)) == 0
