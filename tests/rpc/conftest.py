"""A real server in this process, on a port of its own, over a chain in memory that makes blocks when asked."""

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import anyio.from_thread
import httpx
import pytest
from benchmarks.signing import transfer
from tests.rpc.rpc_values import unhex
from websockets.sync.client import ClientConnection, connect

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.genesis import open_chain
from taonet.node.consensus.solo import Sealing, SlotClock
from taonet.node.http.server import Server, serve
from taonet.node.node import Node, solo_node
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.genesis.types import Genesis

ALICE = keypair_from_uri("//Alice")
BOB = keypair_from_uri("//Bob")
ALICE_SS58 = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
NUMBER_KEY = "0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac"
"""`System.Number`."""
WALL = 1_800_000_000_000


class Client:
    """Questions over HTTP, and sockets."""

    def __init__(self, node: Node, server: Server) -> None:
        self.node = node
        self.server = server
        self.http = httpx.Client(base_url=server.http)

    def post(self, content: bytes | str, **headers: str) -> httpx.Response:
        return self.http.post("/", content=content, headers=headers)

    def ask(self, method: str, *params: object, **headers: str) -> dict:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return self.post(json.dumps(request), **headers).json()

    def named(self, method: str, params: dict) -> dict:
        """Ask with an object of parameters."""
        return self.post(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})).json()

    def result(self, method: str, *params: object) -> Any:
        answer = self.ask(method, *params)
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, method: str, *params: object) -> tuple[int, str, Any]:
        error = self.ask(method, *params)["error"]
        return error["code"], error["message"], error.get("data")

    def write(self, values: Iterable[Sequence[str | None]]) -> str:
        """Write anything under any keys, past all checks, and return the hash of the block that has it."""
        unhexed = {unhex(str(key)): None if value is None else unhex(value) for key, value in values}
        self.node.machine.set_storage(unhexed)
        return self.result("dev_newBlock")

    def socket(self) -> "Socket":
        return Socket(connect(self.server.websocket, compression=None, max_size=None))

    def transfer(self, nonce: int, amount: int = 1_000_000_000, pair: Keypair = ALICE) -> str:
        genesis = self.node.view.store.block_hash(0)
        return "0x" + transfer(pair, BOB.public, amount, nonce, genesis).hex()


class Socket:
    """One WebSocket; updates that come between answers are kept."""

    def __init__(self, raw: ClientConnection) -> None:
        self.raw = raw
        self.updates: list[dict] = []
        self._ids = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.raw.close()

    def answer(self, method: str, *params: object) -> dict:
        wanted = next(self._ids)
        self.raw.send(json.dumps({"jsonrpc": "2.0", "id": wanted, "method": method, "params": params}))
        while True:
            message = json.loads(self.raw.recv(timeout=20))
            if message.get("id") == wanted:
                return message
            self.updates.append(message)

    def result(self, method: str, *params: object) -> Any:
        answer = self.answer(method, *params)
        assert "error" not in answer, answer
        return answer["result"]

    def update(self) -> dict:
        """Return the next update of any subscription."""
        return self.updates.pop(0) if self.updates else json.loads(self.raw.recv(timeout=20))


@contextmanager
def running(*, dev: bool = True, keep_root: bool = True, genesis: Genesis | None = None) -> Iterator[Client]:
    """Serve a new chain while the body runs, the developers' by default."""
    with (
        open_chain(genesis or localnet(), None, author=author_from_uri("//One"), keep_root=keep_root) as machine,
        anyio.from_thread.start_blocking_portal() as portal,
    ):
        node = solo_node(machine, sealing=Sealing.MANUAL, clock=SlotClock(wall=lambda: WALL), dev=dev)
        with portal.wrap_async_context_manager(serve(node, port=0)) as server:
            client = Client(node, server)
            with client.http:
                yield client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with running() as client:
        client.result("dev_newBlock", 2)
        yield client
