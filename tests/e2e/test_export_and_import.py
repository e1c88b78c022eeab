"""Blocks are exported while their node runs and imported again, whatever file, pipe or end comes in between."""

import io
import json
import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tests.machines import make_block

from taonet.environment import without_settings
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.block_file import BlockWriter, Preamble
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.importing import GROUP
from taonet.node.store import StoreError
from taonet.node.store.reading import open_to_read
from taonet.primitives.ids import Hash
from taonet.runtime.genesis.presets import localnet, preset_text
from taonet.testing.node import running_node, start_node

LAST = 4 * GROUP + GROUP // 2
PROGRAM = [sys.executable, "-m", "taonet.cli.main"]


def taonet(*words: object, given: bytes = b"", most_bytes: int | None = None) -> "subprocess.CompletedProcess[bytes]":
    """Run a command to its end; with `most_bytes` no file may grow larger."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        input=given,
        capture_output=True,
        check=False,
        env=without_settings(os.environ),
        preexec_fn=limit,
    )


def head_of(chain: Path) -> tuple[int, bytes]:
    with open_to_read(chain) as store:
        return store.head() or (0, b"")


def beginning(*, genesis: str | None = None, spec_version: int = 475) -> bytes:
    """Return how a file of blocks begins that is whole up to there, of a chain that there is not."""
    out = io.BytesIO()
    BlockWriter(
        out, Preamble(Hash(bytes(32)), spec_version, preset_text("localnet") if genesis is None else genesis, 1, 1)
    )
    return out.getvalue()


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a chain on disk that no node uses."""
    path = tmp_path_factory.mktemp("chains") / "chain"
    with open_chain(localnet(), path, author=author_from_uri("//One"), durable=False) as machine:
        for _ in range(LAST):
            make_block(machine)
    return path


@pytest.fixture(scope="module")
def blocks(chain: Path) -> bytes:
    done = taonet("export", "-", "--base-path", chain)
    assert done.returncode == 0
    assert f"blocks 1 to {LAST}".encode() in done.stderr
    return done.stdout


def test_blocks_of_a_running_chain_become_a_chain_that_a_node_goes_on_with(tmp_path: Path) -> None:
    base, copy, file = tmp_path / "chain", tmp_path / "copy", tmp_path / "file"
    with running_node("--base-path", str(base), "--block-time", "0.02") as node:
        node.wait_for_height(20)
        exported = taonet("export", file, "--base-path", base, "--json")
        said = json.loads(exported.stdout)
        node.wait_for_height(said["to"] + 5)
        original = node.call("chain_getBlock", said["hash"])
    imported = json.loads(taonet("import", file, "--base-path", copy, "--json").stdout)
    again = start_node(tmp_path, "--base-path", str(copy), "--sealing", "manual")
    block = again.call("chain_getBlock", again.call("chain_getBlockHash", said["to"]))
    again.call("dev_newBlock")
    height = again.height()
    assert again.stop() == 0

    assert said["to"] >= 20
    assert imported == {
        "path": str(copy), "block": said["to"], "hash": said["hash"], "new": said["to"], "known": 0
    }  # fmt: skip
    assert block == original
    assert height == said["to"] + 1


def test_an_import_that_is_killed_goes_on_with_the_rest(chain: Path, blocks: bytes, tmp_path: Path) -> None:
    copy, heights = tmp_path / "copy", list[int]()
    for share in (2, 3):
        words = [*PROGRAM, "import", "-", "--base-path", str(copy)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, env=without_settings(os.environ)) as work:
            assert work.stdin is not None
            work.stdin.write(blocks[: len(blocks) * share // 4])
            work.stdin.flush()  # it waits for more, so that it cannot come to its end
            while not heights or heights[-1] < (share - 1) * GROUP:
                assert work.poll() is None
                with suppress(StoreError):  # not made yet
                    heights.append(head_of(copy)[0])
            work.kill()
    kept = head_of(copy)[0]
    done = json.loads(taonet("import", "-", "--base-path", copy, "--json", given=blocks).stdout)

    assert (done["known"], done["new"]) == (kept, LAST - kept)
    assert 2 * GROUP <= kept < LAST
    assert head_of(copy) == head_of(chain)


def test_a_part_goes_through_a_pipe(chain: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "export", "-", "--from", "1", "--to", "9", "--base-path", str(chain)],
        stdout=subprocess.PIPE, env=without_settings(os.environ),
    ) as source:  # fmt: skip
        words = [*PROGRAM, "import", "-", "--base-path", str(tmp_path / "copy")]
        subprocess.run(words, stdin=source.stdout, check=True, env=without_settings(os.environ))

    assert source.returncode == 0
    assert head_of(tmp_path / "copy")[0] == 9


def test_every_bad_file_is_one_line_and_makes_no_chain(blocks: bytes, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for data, said in (
        (b"", "error: the file was cut before its first block"),
        (b"x" * 100, "error: this is no file of blocks"),
        (blocks.replace(b"localnet", b"localnot"), "error: the file is damaged before its first block"),
        (
            beginning(genesis="othernet"),
            "error: the file's genesis: this is not TOML",
        ),
        (beginning(spec_version=425), "error: the blocks are of runtime 425, this version executes 475"),
        (beginning(), f"error: the blocks are of the chain with genesis 0x{bytes(32).hex()}, here it is 0x"),
    ):
        done = taonet("import", "-", "--base-path", copy, given=data)

        assert done.returncode == 1
        assert done.stdout == b""
        assert done.stderr.decode().startswith(said)
        assert done.stderr.count(b"\n") == 1
        assert not copy.exists()
    done = taonet("import", tmp_path / "nothing", "--base-path", copy)
    assert (done.returncode, done.stderr.decode()) == (1, f"error: {tmp_path}/nothing: No such file or directory\n")


def test_an_import_into_a_chain_that_a_node_uses_is_refused(blocks: bytes, tmp_path: Path) -> None:
    base = tmp_path / "chain"
    with running_node("--base-path", str(base), "--sealing", "manual"):
        done = taonet("import", "-", "--base-path", base, given=blocks)

    assert done.returncode == 1
    assert b"in use by another process" in done.stderr


def test_a_file_that_cannot_be_written_leaves_nothing_behind(chain: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("all of it")
    there = taonet("export", kept, "--base-path", chain)
    large = taonet("export", tmp_path / "large", "--base-path", chain, most_bytes=100_000)
    full = taonet("export", "/dev/full", "--base-path", chain)
    none = taonet("export", tmp_path / "none", "--base-path", tmp_path)

    assert (there.returncode, there.stderr.decode()) == (1, f"error: {kept} is there already; name another file\n")
    assert (large.returncode, large.stderr) == (1, b"error: cannot write: File too large\n")
    assert (full.returncode, full.stderr) == (1, b"error: cannot write: No space left on device\n")
    assert (none.returncode, none.stderr.decode()) == (1, f"error: there is no chain in {tmp_path}\n")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    assert kept.read_text() == "all of it"


def test_an_import_that_finds_no_room_says_so_and_goes_on_later(chain: Path, blocks: bytes, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    full = taonet("import", "-", "--base-path", copy, given=blocks, most_bytes=1_200_000)
    taonet("import", "-", "--base-path", copy, given=blocks)

    assert full.returncode == 1
    assert full.stderr.startswith(b"error: cannot write to the store")
    assert full.stderr.count(b"\n") == 1
    assert head_of(copy) == head_of(chain)


def test_an_export_whose_reader_goes_away_ends_quietly(chain: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "export", "-", "--base-path", str(chain)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=without_settings(os.environ),
    ) as work:  # fmt: skip
        assert work.stdout is not None
        assert work.stderr is not None
        work.stdout.read(10)
        work.stdout.close()
        said = work.stderr.read()

    assert (work.returncode, said) == (1, b"")


def test_a_damaged_chain_is_refused_before_anything_is_read(chain: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    taonet("backup", copy, "--base-path", chain)
    data = bytearray((copy / "data.mdb").read_bytes())
    data[len(data) // 2 : -4096] = bytes(len(data) - 4096 - len(data) // 2)
    (copy / "data.mdb").write_bytes(data)
    done = taonet("export", tmp_path / "file", "--base-path", copy)

    assert done.returncode == 1
    assert b"is damaged" in done.stderr
    assert not (tmp_path / "file").exists()


def test_a_terminal_neither_gets_nor_gives_blocks(chain: Path, tmp_path: Path) -> None:
    master, terminal = os.openpty()
    try:
        words = ["--base-path", str(chain)]
        out = subprocess.run(
            [*PROGRAM, "export", "-", *words], stdout=terminal, stderr=subprocess.PIPE, check=False,
            env=without_settings(os.environ),
        )  # fmt: skip
        into = subprocess.run(
            [*PROGRAM, "import", "-", "--base-path", str(tmp_path / "copy")], stdin=terminal, stderr=subprocess.PIPE,
            check=False, env=without_settings(os.environ),
        )  # fmt: skip
    finally:
        os.close(master)
        os.close(terminal)

    assert (out.returncode, into.returncode) == (2, 2)
    assert b"name a file, or pipe them on" in out.stderr
    assert b"name a file, or pipe them in" in into.stderr
    assert not (tmp_path / "copy").exists()
