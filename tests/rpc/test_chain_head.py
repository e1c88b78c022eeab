"""`chainHead_v1_*` and `chainSpec_v1_*`."""

import threading
from collections.abc import Iterator

import pytest
from tests.rpc.conftest import NUMBER_KEY, Client, Socket, running
from tests.rpc.rpc_values import head_of, unhex

from taonet.crypto.hashing import blake2_256
from taonet.node.rpc import follow, storage_items
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.system.digest import HEADER

NOWHERE = "0x" + "11" * 32
SYSTEM = NUMBER_KEY[:34]


@pytest.fixture
def client() -> Iterator[Client]:
    with running() as client:
        client.result("dev_newBlock", 3)
        yield client


def event(socket: Socket) -> dict:
    update = socket.update()
    assert update["method"] == "chainHead_v1_followEvent"
    return update["params"]["result"]


def following(socket: Socket, *, with_runtime: bool = True) -> tuple[str, dict]:
    name = socket.result("chainHead_v1_follow", with_runtime)
    return name, event(socket)


def operate(socket: Socket, method: str, *params: object) -> list[dict]:
    """Start an operation and return its events."""
    started = socket.result(method, *params)
    assert started["result"] == "started", started
    events = []
    while not events or not events[-1]["event"].endswith(("Done", "Error", "Inaccessible")):
        events.append(event(socket))
        assert events[-1].pop("operationId") == started["operationId"]
        if events[-1]["event"] == "operationWaitingForContinue":
            assert socket.result("chainHead_v1_continue", params[0], started["operationId"]) is None
    return events


def test_what_chain_it_is(client: Client) -> None:
    assert client.result("chainSpec_v1_chainName") == client.result("system_chain")
    assert client.result("chainSpec_v1_genesisHash") == client.result("chain_getBlockHash", 0)
    assert client.result("chainSpec_v1_properties") == client.result("system_properties")


def test_a_follower_is_told_of_the_newest_blocks_and_the_runtime(client: Client) -> None:
    with client.socket() as socket:
        _, first = following(socket)
        hashes = client.result("chain_getBlockHash", [0, 1, 2, 3])
        assert first["event"] == "initialized"
        assert first["finalizedBlockHashes"] == hashes
        runtime = first["finalizedBlockRuntime"]
        assert runtime["type"] == "valid"
        assert runtime["spec"]["specVersion"] == 475
        assert set(runtime["spec"]) == {
            "specName", "implName", "specVersion", "implVersion", "transactionVersion", "apis",
        }  # fmt: skip
        assert runtime["spec"]["apis"]["0xdf6acb689907609b"] == 5
    client.result("dev_newBlock", 30)
    with client.socket() as socket:
        _, first = following(socket, with_runtime=False)
        assert len(first["finalizedBlockHashes"]) == 16
        assert "finalizedBlockRuntime" not in first


def test_a_new_block_is_announced_best_and_final(client: Client) -> None:
    with client.socket() as socket:
        following(socket)
        parent = client.result("chain_getHead")
        block = client.result("dev_newBlock")
        assert [event(socket) for _ in range(3)] == [
            {"event": "newBlock", "blockHash": block, "parentBlockHash": parent, "newRuntime": None},
            {"event": "bestBlockChanged", "bestBlockHash": block},
            {"event": "finalized", "finalizedBlockHashes": [block], "prunedBlockHashes": []},
        ]
    with client.socket() as socket:
        following(socket, with_runtime=False)
        client.result("dev_newBlock")
        assert "newRuntime" not in event(socket)


def test_pinned_blocks_can_be_read(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][1]
        header = HEADER.decode(unhex(socket.result("chainHead_v1_header", name, block)))
        assert header == head_of(client.result("chain_getHeader", block))
        body = client.result("chain_getBlock", block)["block"]["extrinsics"]
        assert operate(socket, "chainHead_v1_body", name, block) == [{"event": "operationBodyDone", "value": body}]
        (called,) = operate(socket, "chainHead_v1_call", name, block, "Metadata_metadata_at_version", "0x0f000000")
        assert unhex(called["output"]).endswith(RUNTIME.metadata(15))


def test_calls_that_fail_are_errors_of_the_operation(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][-1]
        (unknown,) = operate(socket, "chainHead_v1_call", name, block, "No_such", "0x")
        assert unknown["event"] == "operationError"
        assert "No_such is not found" in unknown["error"]
        (bad,) = operate(socket, "chainHead_v1_call", name, block, "AccountNonceApi_account_nonce", "0x00")
        assert bad["event"] == "operationError"


def items_of(events: list[dict]) -> list[dict]:
    assert events[-1] == {"event": "operationStorageDone"}
    return [item for one in events if one["event"] == "operationStorageItems" for item in one["items"]]


def test_storage_is_read_in_every_form(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][2]

        def ask(kind: str, key: str, *more: object) -> list[dict]:
            return items_of(operate(socket, "chainHead_v1_storage", name, block, [{"key": key, "type": kind}], *more))

        assert ask("value", NUMBER_KEY) == [{"key": NUMBER_KEY, "value": "0x02000000"}]
        hashed = blake2_256(bytes([2, 0, 0, 0])).hex()
        assert ask("hash", NUMBER_KEY) == [{"key": NUMBER_KEY, "hash": f"0x{hashed}"}]
        assert ask("value", "0xffff") == ask("hash", "0xffff") == ask("descendantsValues", "0xffff") == []
        pairs = client.result("state_getPairs", SYSTEM, block)
        assert ask("descendantsValues", SYSTEM) == [{"key": key, "value": value} for key, value in pairs]
        assert [item["key"] for item in ask("descendantsHashes", SYSTEM)] == [key for key, _ in pairs]
        assert ask("closestDescendantMerkleValue", "0xffff") == []
        assert ask("value", NUMBER_KEY, "0x01") == []  # a child trie, of which there is none
        (whole,) = ask("closestDescendantMerkleValue", "0x")
        assert whole["closestDescendantMerkleValue"] == client.result("chain_getHeader", block)["stateRoot"]


def test_long_answers_wait_to_be_continued(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_items, "PAGE_ITEMS", 5)
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][-1]
        query = [{"key": SYSTEM, "type": "descendantsHashes"}]
        events = operate(socket, "chainHead_v1_storage", name, block, query)
        assert [one["event"] for one in events[:3]] == [
            "operationStorageItems", "operationWaitingForContinue", "operationStorageItems",
        ]  # fmt: skip
        assert len(items_of(events)) == len(client.result("state_getKeys", SYSTEM, block))

        started = socket.result("chainHead_v1_storage", name, block, query)
        assert started["discardedItems"] == 0
        assert [event(socket)["event"] for _ in range(2)] == ["operationStorageItems", "operationWaitingForContinue"]
        assert socket.result("chainHead_v1_stopOperation", name, started["operationId"]) is None
        assert socket.result("chainHead_v1_continue", name, started["operationId"]) is None
        client.result("dev_newBlock")
        assert event(socket)["event"] == "newBlock"


def test_operations_have_room_for_sixteen_items(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_items, "PAGE_ITEMS", 1)
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][-1]
        query = [{"key": SYSTEM, "type": "descendantsHashes"}]
        waiting = socket.result("chainHead_v1_storage", name, block, query)["operationId"]
        many = socket.result("chainHead_v1_storage", name, block, query * 20)
        assert many["discardedItems"] == 5
        for method, *params in (("body",), ("call", "Core_version", "0x"), ("storage", query)):
            assert socket.result(f"chainHead_v1_{method}", name, block, *params) == {"result": "limitReached"}
        socket.result("chainHead_v1_stopOperation", name, waiting)
        socket.result("chainHead_v1_stopOperation", name, many["operationId"])
        socket.updates.clear()
        started = socket.result("chainHead_v1_body", name, block)
        while event(socket).get("operationId") != started["operationId"]:
            pass


def test_blocks_are_unpinned_all_or_none(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket)
        old, other, *_ = first["finalizedBlockHashes"]

        def code(*params: object) -> int:
            return socket.answer("chainHead_v1_unpin", name, *params)["error"]["code"]

        assert code([old, NOWHERE]) == code(NOWHERE) == -32801
        assert code([old, old]) == -32804
        assert code("0x12") == code(5) == -32602
        assert socket.result("chainHead_v1_header", name, old)
        assert socket.result("chainHead_v1_unpin", name, [old, other]) is None
        assert code(old) == -32801
        for method, *params in (("header",), ("body",), ("call", "Core_version", "0x"), ("storage", [])):
            answer = socket.answer(f"chainHead_v1_{method}", name, old, *params)
            assert answer["error"] == {"code": -32801, "message": "Invalid block hash"}


def test_who_never_unpins_is_stopped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "MOST_PINNED", 6)
    with client.socket() as socket:
        name, first = following(socket)
        client.result("dev_newBlock", 3)
        events = [event(socket) for _ in range(7)]
        assert [one["event"] for one in events[::3]] == ["newBlock", "newBlock", "stop"]
        assert socket.result("chainHead_v1_header", name, first["finalizedBlockHashes"][0]) is None
        client.result("dev_newBlock")
        socket.result("system_chain")
        assert socket.updates == []


def test_a_follower_is_stopped_when_what_it_pins_is_pruned_or_taken_back(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket)
        client.node.view.store.prune(1)
        balance = ("AccountNonceApi_account_nonce", "0x" + "11" * 32)
        (gone,) = operate(socket, "chainHead_v1_call", name, first["finalizedBlockHashes"][0], *balance)
        assert gone == {"event": "operationInaccessible"}
        client.result("dev_newBlock")
        assert event(socket) == {"event": "stop"}
        following(socket)
        client.result("dev_newBlock")
        while event(socket)["event"] != "finalized":
            pass
        client.result("dev_setHead", client.node.view.best_number - 1)
        assert event(socket) == {"event": "stop"}


def test_a_follower_that_is_over_is_no_error(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][0]
        assert socket.result("chainHead_v1_unfollow", name) is None
        assert socket.result("chainHead_v1_unfollow", name) is None
        for other in (name, "no such"):
            assert socket.result("chainHead_v1_header", other, block) is None
            assert socket.result("chainHead_v1_unpin", other, block) is None
            assert socket.result("chainHead_v1_continue", other, "x") is None
            assert socket.result("chainHead_v1_stopOperation", other, "x") is None
            for method, *params in (("body",), ("call", "Core_version", "0x"), ("storage", [])):
                assert socket.result(f"chainHead_v1_{method}", other, block, *params) == {"result": "limitReached"}


def test_what_followers_may_not_do(client: Client) -> None:
    with client.socket() as socket:
        name, first = following(socket, with_runtime=False)
        block = first["finalizedBlockHashes"][-1]
        error = socket.answer("chainHead_v1_call", name, block, "Core_version", "0x")["error"]
        assert error["code"] == -32802
        for _ in range(3):
            socket.result("chainHead_v1_follow", False)
        assert socket.answer("chainHead_v1_follow", True)["error"]["code"] == -32800
        with client.socket() as other:
            assert other.result("chainHead_v1_header", name, block) is None
    assert client.error("chainHead_v1_follow", True) == (-32601, "Method not found", "subscriptions need a WebSocket")
    assert client.result("chainHead_v1_body", "x", NOWHERE) == {"result": "limitReached"}


def test_going_on_with_what_does_not_wait_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slow(*_: object) -> bytes:
        assert go_on.wait(timeout=20)
        return b""

    monkeypatch.setattr(client.node.view, "call", slow)
    with client.socket() as socket:
        name, first = following(socket)
        block = first["finalizedBlockHashes"][-1]
        started = socket.result("chainHead_v1_call", name, block, "Core_version", "0x")
        refused = socket.answer("chainHead_v1_continue", name, started["operationId"])
        go_on.set()
        assert refused["error"]["code"] == -32803
        assert event(socket)["event"] == "operationCallDone"
