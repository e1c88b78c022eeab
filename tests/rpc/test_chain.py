"""`chain_*`."""

from tests.rpc.conftest import Client
from tests.rpc.rpc_values import head_of, is_hash

from taonet.crypto.hashing import blake2_256
from taonet.runtime.pallets.system.digest import HEADER


def test_hashes_are_found_by_number_by_hexadecimal_and_by_list(client: Client) -> None:
    store = client.node.view.store
    genesis, first = (f"0x{store.block_hash(number).hex()}" for number in (0, 1))

    assert client.result("chain_getBlockHash", 0) == genesis
    assert client.result("chain_getBlockHash", "0x1") == first
    assert client.result("chain_getBlockHash", [0, "0x1", 0xFFFF_FFFF]) == [genesis, first, None]
    assert client.result("chain_getBlockHash", 4_000_000) is None


def test_the_newest_block_is_best_and_final_under_every_name(client: Client) -> None:
    newest = f"0x{client.node.machine.best.hash.hex()}"

    for method in ("chain_getBlockHash", "chain_getHead", "chain_getFinalizedHead", "chain_getFinalisedHead"):
        assert client.result(method) == newest
    assert client.result("chain_getBlockHash", None) == newest


def test_hexadecimal_needs_no_prefix(client: Client) -> None:
    assert client.result("chain_getBlockHash", "1") == client.result("chain_getBlockHash", 1)
    assert client.result("chain_getBlockHash", "17") is client.result("chain_getBlockHash", 0x17) is None
    newest = client.result("chain_getHead")
    assert client.result("chain_getHeader", newest[2:]) == client.result("chain_getHeader", newest)
    assert client.result("chain_getHeader", list(bytes.fromhex(newest[2:]))) == client.result("chain_getHeader")


def test_a_number_that_is_none_is_named(client: Client) -> None:
    for wrong in ("0xzz", "", "0x", "0x" + "1" * 100):
        code, message, data = client.error("chain_getBlockHash", wrong)
        assert (code, message) == (-32602, "Invalid params")
        assert data.startswith("hash: ")
    assert client.error("chain_getBlockHash", -1)[0] == -32602
    assert client.error("chain_getBlockHash", [0] * 10_001) == (-32602, "Invalid params", "hash: at most 10000 at once")


def test_a_number_that_no_block_can_have_is_refused_in_substrates_words(client: Client) -> None:
    words = "`{}({})` > u32::MAX, the max block number is u32."
    assert client.error("chain_getBlockHash", 1 << 32) == (3001, words.format("Number", 1 << 32), None)
    assert client.error("chain_getBlockHash", ["0x100000000"]) == (3001, words.format("Hex", 1 << 32), None)


def test_a_header_hashes_to_its_block(client: Client) -> None:
    block_hash = client.result("chain_getBlockHash", 1)
    header = client.result("chain_getHeader", block_hash)

    assert set(header) == {"parentHash", "number", "stateRoot", "extrinsicsRoot", "digest"}
    assert header["number"] == "0x1"
    assert header["parentHash"] == client.result("chain_getBlockHash", 0)
    assert [log[:4] for log in header["digest"]["logs"]] == ["0x06", "0x05"]  # slot, seal
    assert f"0x{blake2_256(HEADER.encode(head_of(header))).hex()}" == block_hash


def test_a_block_has_its_extrinsics_byte_for_byte(client: Client) -> None:
    block_hash = client.result("chain_getBlockHash", 1)
    block = client.result("chain_getBlock", block_hash)

    assert block["justifications"] is None
    assert block["block"]["header"] == client.result("chain_getHeader", block_hash)
    body = [bytes.fromhex(raw[2:]) for raw in block["block"]["extrinsics"]]
    assert body == client.node.view.store.body(bytes.fromhex(block_hash[2:]))
    assert len(body) >= 2  # the time, and the author's key


def test_an_unknown_block_is_null(client: Client) -> None:
    nowhere = "0x" + "11" * 32

    assert client.result("chain_getHeader", nowhere) is None
    assert client.result("chain_getBlock", nowhere) is None


def test_a_subscription_starts_with_the_present_head_and_goes_on(client: Client) -> None:
    for subscribe, note, unsubscribe in (
        ("chain_subscribeNewHeads", "chain_newHead", "chain_unsubscribeNewHeads"),
        ("chain_subscribeNewHead", "chain_newHead", "chain_unsubscribeNewHead"),
        ("chain_subscribeAllHeads", "chain_allHead", "chain_unsubscribeAllHeads"),
        ("chain_subscribeFinalizedHeads", "chain_finalizedHead", "chain_unsubscribeFinalizedHeads"),
    ):
        with client.socket() as socket:
            name = socket.result(subscribe)
            assert isinstance(name, str)
            first = socket.update()
            assert first["method"] == note
            assert first["params"] == {"subscription": name, "result": client.result("chain_getHeader")}
            assert first["jsonrpc"] == "2.0"

            block_hash = client.result("dev_newBlock")
            assert is_hash(block_hash)
            assert socket.update()["params"]["result"] == client.result("chain_getHeader", block_hash)
            assert socket.result(unsubscribe, name) is True


KINDS = [
    ("chain_subscribeNewHeads", "chain_unsubscribeNewHeads", []),
    ("chain_subscribeAllHeads", "chain_unsubscribeAllHeads", []),
    ("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads", []),
    ("state_subscribeStorage", "state_unsubscribeStorage", [["0x00"]]),
    ("state_subscribeRuntimeVersion", "state_unsubscribeRuntimeVersion", []),
]


def test_subscriptions_of_one_kind_are_not_ended_by_another(client: Client) -> None:
    for subscribe, right, params in KINDS:
        with client.socket() as socket:
            name = socket.result(subscribe, *params)
            for _, wrong, _ in KINDS:
                if wrong != right:
                    assert socket.result(wrong, name) is False
            assert socket.result("author_unwatchExtrinsic", name) is False
            assert socket.result(right, name) is True


def test_what_names_no_subscription_ends_none(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("chain_subscribeNewHeads")
        for odd in ([], [1], [None], [[name]], [{"a": 1}], [name, 1], [1 << 70], [True]):
            assert socket.result("chain_unsubscribeNewHeads", *odd) is False
        socket.raw.send(
            f'{{"jsonrpc":"2.0","id":"by name","method":"chain_unsubscribeNewHeads","params":{{"subscription":"{name}"}}}}'
        )
        socket.updates.clear()
        while '"by name"' not in (text := str(socket.raw.recv(timeout=20))):
            pass
        assert text.endswith('"result":false}')
        assert socket.result("chain_unsubscribeNewHeads", name) is True


def test_heads_tell_when_blocks_are_taken_back(client: Client) -> None:
    with client.socket() as socket:
        socket.result("chain_subscribeNewHeads")
        socket.update()
        back = client.result("chain_getHeader")
        client.result("dev_newBlock", 2)
        assert [int(socket.update()["params"]["result"]["number"], 16) for _ in range(2)]
        client.result("dev_setHead", int(back["number"], 16))
        assert socket.update()["params"]["result"] == back


def test_an_ended_subscription_is_silent(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("chain_subscribeNewHeads")
        socket.update()

        assert socket.result("chain_unsubscribeNewHeads", name) is True
        assert socket.result("chain_unsubscribeNewHeads", name) is False
        client.result("dev_newBlock")
        socket.result("system_chain")
        assert socket.updates == []


def test_a_closed_connection_leaves_no_listener(client: Client) -> None:
    before = len(client.node.machine.feed.listeners)
    with client.socket() as socket:
        socket.result("chain_subscribeNewHeads")
        socket.result("chain_subscribeFinalizedHeads")
        assert len(client.node.machine.feed.listeners) == before + 2
    with client.socket() as socket:  # a round trip later the other one is gone
        socket.result("system_chain")
    client.result("dev_newBlock")

    assert len(client.node.machine.feed.listeners) == before
