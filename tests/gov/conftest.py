"""A network of holders in this process that makes a block for each transaction, and `taonet gov` against it."""

import json
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import anyio.from_thread
import pytest
from typer.testing import CliRunner

from taonet.cli.commands import build
from taonet.cli.signals import STOPPING
from taonet.gov.chain import Chain
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.genesis import open_chain
from taonet.node.consensus.solo import Sealing, SlotClock, Solo
from taonet.node.http.server import serve
from taonet.node.node import solo_node
from taonet.runtime.genesis.presets import preset
from taonet.runtime.pallets.referenda.enactment import task_name
from taonet.scale.described.types import Case

WALL: Final = 1_800_000_000_000
Gov = Callable[..., tuple[int, str]]


@contextmanager
def serving(name: str = "holders", *, dev: bool = True) -> Generator[str]:
    """Serve a preset's chain while the body runs; yield the address."""
    with (
        open_chain(preset(name), None, author=author_from_uri("//One"), keep_root=False) as machine,
        anyio.from_thread.start_blocking_portal() as portal,
    ):
        node = solo_node(machine, sealing=Sealing.INSTANT, clock=SlotClock(wall=lambda: WALL), dev=dev)
        with portal.wrap_async_context_manager(serve(node, port=0)) as server:
            assert isinstance(node.engine, Solo)
            portal.call(node.engine.new_block, 2)
            running = portal.start_task_soon(node.engine.run)
            yield server.http
            running.cancel()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def chain(url: str) -> Chain:
    return Chain(url)


@pytest.fixture
def gov(url: str) -> Iterator[Gov]:
    """Run `taonet gov` with these words and return its exit code and all that it wrote."""
    handlers = {number: signal.getsignal(number) for number in STOPPING}

    def run(*words: str, at: str = url) -> tuple[int, str]:
        done = CliRunner().invoke(build("gov"), ["gov", *words, "--url", at], env={"COLUMNS": "80"})
        return done.exit_code, done.output

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def told(gov: Gov) -> Callable[..., dict[str, Any]]:
    """Run `taonet gov … --json`, which must succeed, and return its document."""

    def run(*words: str) -> dict[str, Any]:
        code, output = gov(*words, "--json")
        assert code == 0, output
        return json.loads(output.splitlines()[0])

    return run


def reject(chain: Chain, index: int) -> None:
    """Let a referendum be as if its time had passed; really it takes a week of blocks."""
    chain.refresh()
    item = chain.described.item("Referenda", "ReferendumInfoFor")
    status = chain.get("Referenda", "ReferendumInfoFor", index).only
    over = Case("Rejected", [chain.number, status["submission_deposit"], status["decision_deposit"]])
    value = item.types.encode(item.value, over)
    chain.ask("dev_setStorage", [[f"0x{item.key(index).hex()}", f"0x{value.hex()}"]])
    chain.refresh()


def approve(chain: Chain, index: int, *, at: int) -> None:
    """Let a referendum be as if it had passed, with its call scheduled for a block."""
    chain.refresh()
    status = chain.get("Referenda", "ReferendumInfoFor", index).only
    task = {
        "maybe_id": task_name(index),
        "priority": 63,
        "call": status["proposal"],
        "maybe_periodic": None,
        "origin": status["origin"],
    }
    over = Case("Approved", [chain.number, status["submission_deposit"], status["decision_deposit"]])
    values = (
        ("Referenda", "ReferendumInfoFor", index, over),
        ("Scheduler", "Lookup", task_name(index), [at, 0]),
        ("Scheduler", "Agenda", at, [task]),
    )
    pairs: list[list[str]] = []
    for pallet, name, key, value in values:
        item = chain.described.item(pallet, name)
        pairs.append([f"0x{item.key(key).hex()}", f"0x{item.types.encode(item.value, value).hex()}"])
    chain.ask("dev_setStorage", pairs)
    chain.refresh()
