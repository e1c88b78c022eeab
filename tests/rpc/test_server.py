"""The server around the methods: health, metrics, browsers, bounds, and the port."""

import json
import socket
from typing import Any

import anyio
import pytest
from tests.rpc.conftest import Client, running
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from taonet.http import CannotListen, PortTaken
from taonet.node.http import server as module
from taonet.node.http.server import serve
from taonet.node.http.websocket import frames
from taonet.node.rpc import context
from taonet.node.rpc.context import Connection


def end_of(socket: Any, frame: Any = None) -> Any:
    """Read until the server ends the connection, and return how it did."""
    try:
        if frame is not None:
            socket.raw.send(frame)
        while True:
            socket.raw.recv(timeout=20)
    except ConnectionClosed as closed:
        return closed


def test_health_says_where_the_node_is(client: Client) -> None:
    health = client.http.get("/health").json()

    assert health["block"] == client.node.view.best_number
    assert (health["isSyncing"], health["peers"]) == (False, 0)
    assert health["lag"] >= 0


def test_metrics_count(client: Client) -> None:
    def numbers() -> dict[str, str]:
        lines = client.http.get("/metrics").text.splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    before = numbers()
    client.result("system_chain")
    client.error("state_getStorage")
    client.error("no_such")
    client.result("dev_newBlock")
    after = numbers()

    def grown(name: str) -> float:
        return float(after[name]) - float(before.get(name, 0))

    assert grown('taonet_rpc_calls_total{method="system_chain"}') == 1
    assert grown('taonet_rpc_errors_total{method="state_getStorage"}') == 1
    assert grown('taonet_rpc_errors_total{method="unknown"}') == 1
    assert grown("taonet_block_height") == 1
    assert grown("taonet_extrinsics_total") >= 1
    assert after["taonet_pool_ready"] == "0.0"


def test_block_times_are_observed() -> None:
    with running() as client:
        client.result("dev_newBlock", 3)
        assert "taonet_block_seconds_count 3.0" in client.http.get("/metrics").text


def test_sessions_are_counted(client: Client) -> None:
    with client.socket() as socket:
        socket.result("system_chain")
        assert client.node.calls.sessions == 1
    with client.socket() as socket:
        socket.result("system_chain")
        assert client.node.calls.sessions == 1


def test_browsers_may_ask(client: Client) -> None:
    asked = client.http.options("/", headers={"origin": "https://example.com", "access-control-request-method": "POST"})
    assert asked.status_code == 200
    answer = client.post('{"jsonrpc":"2.0","id":1,"method":"system_chain"}', origin="https://example.com")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_other_paths_are_not_found(client: Client) -> None:
    assert client.http.get("/nothing").status_code == 404
    assert client.http.put("/").status_code == 405


def test_the_root_says_what_this_is_and_where_to_go(client: Client) -> None:
    plain = client.http.get("/", headers={"accept": "*/*"})
    place = client.server.http.removeprefix("http://")

    assert plain.headers["content-type"].startswith("text/plain")
    for needed in (
        "taonet",
        f"#{client.node.view.best_number}",
        f"ws://{place}",
        f"http://{place}/health",
        "rpc_methods",
    ):
        assert needed in plain.text
    page = client.http.get("/", headers={"accept": "text/html,*/*", "host": "<b>.example"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>taonet" in page.text
    assert "<b>" not in page.text
    assert client.http.head("/").status_code == 200


def test_a_body_that_is_too_long_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)

    announced = client.post(b" " * 1_001)
    assert announced.status_code == 413
    assert announced.json()["error"]["code"] == -32007
    chunked = client.http.post("/", content=iter([b" " * 600] * 2))
    assert chunked.status_code == 413
    assert client.result("system_chain") == "Bittensor"


def test_a_frame_that_is_too_long_ends_the_connection(client: Client) -> None:
    with client.socket() as socket:
        closed = end_of(socket, " " * (module.MOST_BYTES + 1))
    # What the client still sends may meet a closed port, which ends the connection without the frame that says why.
    assert closed.rcvd is None or closed.rcvd.code == 1009
    assert client.result("system_chain") == "Bittensor"


def test_connections_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CONNECTIONS", 1)
    with client.socket() as first:
        first.result("system_chain")
        with pytest.raises(InvalidStatus) as refused:
            connect(client.server.websocket)
        assert refused.value.response.status_code == 503
        assert first.result("system_chain") == "Bittensor"


def test_subscriptions_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "MOST_SUBSCRIPTIONS", 2)
    with client.socket() as socket:
        names = [socket.result("chain_subscribeNewHeads") for _ in range(2)]
        error = socket.answer("chain_subscribeNewHeads")["error"]
        assert (error["code"], error["message"]) == (-32006, "Too many subscriptions on the connection")
        assert socket.answer("author_submitAndWatchExtrinsic", client.transfer(0))["error"]["code"] == -32006
        client.result("dev_newBlock")  # nothing listens for what was refused
        socket.result("chain_unsubscribeNewHeads", names[0])
        socket.result("chain_subscribeNewHeads")


def test_who_reads_too_slowly_is_told_and_closed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with client.socket() as socket:
        for _ in range(4):
            socket.result("chain_subscribeNewHeads")
        # All updates of one block are queued before the writer runs.
        monkeypatch.setattr(context, "MOST_WAITING", 1)
        client.result("dev_newBlock")
        closed = end_of(socket)
    assert closed.rcvd.code == 1013
    assert closed.rcvd.reason == "too many messages wait to be read"
    assert client.result("system_chain") == "Bittensor"


def test_the_bound_is_also_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "MOST_WAITING_BYTES", 10)
    connection, calls = Connection(), []
    connection.when_too_slow = lambda: calls.append(1)

    connection.send(b"123456")
    assert not connection.too_slow
    connection.send(b"123456")
    connection.send(b"123456")
    assert connection.too_slow
    assert calls == [1]


def test_a_connection_makes_room_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "MANY_WAITING_BYTES", 5)
    connection = Connection()
    order: list[str] = []

    async def asker() -> None:
        await connection.room()
        order.append("asked on")

    async def main() -> None:
        connection.send(b"123456")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(asker)
            await anyio.wait_all_tasks_blocked()
            order.append(b"".join(await connection.next_messages()).decode())
            with anyio.move_on_after(0.01):
                await connection.next_messages()

    anyio.run(main)
    assert order == ["123456", "asked on"]


def test_what_waits_goes_out_together_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "AT_ONCE_BYTES", 5)
    connection = Connection()
    for text in (b"12", b"345", b"6", b"1234567", b"8"):
        connection.send(text)

    async def taken() -> list[list[bytes]]:
        return [await connection.next_messages() for _ in range(4)]

    assert anyio.run(taken) == [[b"12", b"345"], [b"6"], [b"1234567"], [b"8"]]


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_frames_are_those_of_the_library(length: int) -> None:
    texts = [b"a" * length, b"b"]

    assert frames(texts) == b"".join(Frame(Opcode.TEXT, text).serialize(mask=False) for text in texts)


def test_a_taken_port_is_explained(client: Client) -> None:
    async def main() -> None:
        async with serve(client.node, port=client.server.port):
            pass

    with pytest.raises(PortTaken, match=f"127.0.0.1 port {client.server.port}: the port is taken.*--port"):
        anyio.run(main)


def test_an_address_of_another_machine_is_explained(client: Client) -> None:
    async def main(host: str) -> None:
        async with serve(client.node, host, port=0):
            pass

    for host in ("192.0.2.1", "no.such.host.invalid"):
        with pytest.raises(CannotListen, match="--host"):
            anyio.run(main, host)


def test_the_port_is_free_again_after_the_end() -> None:
    with running() as client:
        port = client.server.port
        open_socket = connect(client.server.websocket)
    with pytest.raises(ConnectionClosed) as closed:
        open_socket.recv(timeout=20)
    assert closed.value.rcvd.code == 1012  # the service restarts
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))


def test_addresses_are_written_as_urls() -> None:
    assert module.Server("127.0.0.1", 9944).websocket == "ws://127.0.0.1:9944"
    assert module.Server("::1", 9944).http == "http://[::1]:9944"


def test_clients_find_it_at_the_root_only(client: Client) -> None:
    with pytest.raises(InvalidStatus):
        connect(client.server.websocket + "/elsewhere")
    assert json.loads(client.post('{"jsonrpc":"2.0","id":1,"method":"system_chain"}').text)["id"] == 1
