"""`archive_v1_*`."""

from collections.abc import Iterator

import pytest
from tests.rpc.conftest import NUMBER_KEY, Client, running
from tests.rpc.rpc_values import unhex

from taonet.crypto.hashing import blake2_256
from taonet.node.rpc import archive, storage_items

NOWHERE = "0x" + "11" * 32
PREFIX = "0xfade"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with running() as client:
        client.result("dev_newBlock", 2)
        client.write([[f"{PREFIX}0{digit}", f"0x0{digit}"] for digit in "123"])
        client.write([[f"{PREFIX}01", None], [f"{PREFIX}02", "0xff"], [f"{PREFIX}04", "0x04"]])
        yield client


def sent(client: Client, method: str, *params: object) -> list[dict]:
    """Return the events of a subscription up to its last."""
    with client.socket() as socket:
        name = socket.result(method, *params)
        events: list[dict] = []
        while not events or not events[-1]["event"].endswith(("Done", "Error")):
            update = socket.update()
            assert update["method"] == f"{method}Event"
            assert update["params"]["subscription"] == name
            events.append(update["params"]["result"])
        stop = "archive_v1_stopStorage" if method == "archive_v1_storage" else "archive_v1_stopStorageDiff"
        assert socket.result(stop, name) is None
        return events


def test_blocks_are_found_by_height_and_hash(client: Client) -> None:
    height = client.result("archive_v1_finalizedHeight")
    (block,) = client.result("archive_v1_hashByHeight", height)

    assert block == client.result("chain_getHead")
    assert client.result("archive_v1_hashByHeight", 0) == [client.result("archive_v1_genesisHash")]
    assert (
        client.result("archive_v1_hashByHeight", height + 1) == client.result("archive_v1_hashByHeight", 1 << 60) == []
    )
    assert client.error("archive_v1_hashByHeight", -1)[0] == -32602
    assert blake2_256(unhex(client.result("archive_v1_header", block))).hex() == block[2:]
    assert client.result("archive_v1_body", block) == client.result("chain_getBlock", block)["block"]["extrinsics"]
    assert client.result("archive_v1_header", NOWHERE) is client.result("archive_v1_body", NOWHERE) is None


def test_calls_tell_whether_they_went_well(client: Client) -> None:
    (block,) = client.result("archive_v1_hashByHeight", 1)

    well = client.result("archive_v1_call", block, "Core_version", "0x")
    assert well == {"success": True, "value": client.result("state_call", "Core_version", "0x", block)}
    ill = client.result("archive_v1_call", block, "No_such", "0x")
    assert ill["success"] is False
    assert "No_such is not found" in ill["error"]
    assert client.result("archive_v1_call", NOWHERE, "Core_version", "0x") is None


def test_storage_of_any_block_is_sent(client: Client) -> None:
    (old,) = client.result("archive_v1_hashByHeight", 3)
    items = [
        {"key": NUMBER_KEY, "type": "value"},
        {"key": PREFIX, "type": "descendantsValues", "paginationStartKey": f"{PREFIX}01"},
        {"key": "0x", "type": "closestDescendantMerkleValue"},
    ]

    root = client.result("chain_getHeader", old)["stateRoot"]
    assert sent(client, "archive_v1_storage", old, items) == [
        {"event": "storage", "key": NUMBER_KEY, "value": "0x03000000"},
        {"event": "storage", "key": f"{PREFIX}02", "value": "0x02"},
        {"event": "storage", "key": f"{PREFIX}03", "value": "0x03"},
        {"event": "storage", "key": "0x", "closestDescendantMerkleValue": root},
        {"event": "storageDone"},
    ]
    assert sent(client, "archive_v1_storage", old, items, "0x01") == [{"event": "storageDone"}]
    (error,) = sent(client, "archive_v1_storage", NOWHERE, items)
    assert error["event"] == "storageError"
    assert "UnknownBlock" in error["error"]


def test_long_answers_come_whole(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_items, "PAGE_ITEMS", 7)
    head = client.result("chain_getHead")

    *events, last = sent(client, "archive_v1_storage", head, [{"key": "0x", "type": "descendantsHashes"}])
    assert last == {"event": "storageDone"}
    assert [one["key"] for one in events] == client.result("state_getKeys", "0x")


def test_wrong_items_are_refused(client: Client) -> None:
    with client.socket() as socket:
        for items in (
            [{"key": "0x", "type": "values"}],
            [{"key": "0xzz", "type": "value"}],
            [{"type": "value"}],
            [{"key": "0x", "type": "value", "paginationStartKey": "0x"}],
            {},
        ):
            assert socket.answer("archive_v1_storage", NOWHERE, items)["error"]["code"] == -32602
        assert socket.answer("archive_v1_storageDiff", NOWHERE, [{"returnType": "x"}])["error"]["code"] == -32602


def test_differences_between_blocks(client: Client) -> None:
    (head,), (two,) = (client.result("archive_v1_hashByHeight", height) for height in (4, 2))
    items = [{"key": PREFIX, "returnType": "value"}, {"key": f"{PREFIX}04", "returnType": "value"}]

    assert sent(client, "archive_v1_storageDiff", head, items) == [
        {"event": "storageDiff", "key": f"{PREFIX}01", "value": "0x01", "type": "deleted"},
        {"event": "storageDiff", "key": f"{PREFIX}02", "value": "0xff", "type": "modified"},
        {"event": "storageDiff", "key": f"{PREFIX}04", "value": "0x04", "type": "added"},
        {"event": "storageDiffDone"},
    ]
    assert [one.get("type") for one in sent(client, "archive_v1_storageDiff", head, items, two)] == ["added"] * 3 + [
        None
    ]
    hashed = [{"key": f"{PREFIX}04", "returnType": "hash"}]
    assert sent(client, "archive_v1_storageDiff", head, hashed)[0]["hash"] == f"0x{blake2_256(bytes([4])).hex()}"
    everything = sent(client, "archive_v1_storageDiff", head)
    assert NUMBER_KEY in {one.get("key") for one in everything}
    assert sent(client, "archive_v1_storageDiff", head, [{"returnType": "value", "childTrieKey": "0x01"}]) == [
        {"event": "storageDiffDone"}
    ]


def test_a_later_block_is_no_ancestor(client: Client) -> None:
    (head,), (two,) = (client.result("archive_v1_hashByHeight", height) for height in (4, 2))

    for old, new in ((head, two), (two, two), (NOWHERE, two), (None, NOWHERE)):
        (error,) = sent(client, "archive_v1_storageDiff", new, [], old)
        assert error["event"] == "storageDiffError"


def test_requests_at_a_time_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_READERS", 0)
    with client.socket() as socket:
        assert socket.answer("archive_v1_storage", NOWHERE, [])["error"]["code"] == -32006


def test_what_is_stopped_is_silent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_items, "PAGE_ITEMS", 1)
    head = client.result("chain_getHead")
    with client.socket() as socket:
        name = socket.result("archive_v1_storage", head, [{"key": "0x", "type": "descendantsValues"}])
        socket.result("archive_v1_stopStorage", name)
        socket.updates.clear()
        client.result("dev_newBlock")
        socket.result("system_chain")
        assert socket.updates == []
