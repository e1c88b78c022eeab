"""What clients are told when a chain goes over to other rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.rpc.conftest import Client, running

from taonet.crypto.hashing import blake2_256
from taonet.primitives.ids import Hash
from taonet.runtime.construct import VOTES, WITHOUT_SUDO
from taonet.runtime.genesis.presets import preset
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.types import CODE_UPGRADE_AUTHORIZATION, CodeUpgradeAuthorization
from taonet.runtime.pallets.system.well_known import code_of
from taonet.runtime.transaction.extrinsic import encode

CODE = "0x" + b":code".hex()


@pytest.fixture
def client() -> Iterator[Client]:
    with running(genesis=preset("holders")) as client:
        client.result("dev_newBlock", 2)
        yield client


def go_over(client: Client) -> str:
    return client.result("dev_setStorage", [[CODE, f"0x{code_of(WITHOUT_SUDO).hex()}"]])


def versions(client: Client, *blocks: str | None) -> list[int]:
    return [client.result("state_getRuntimeVersion", block)["specVersion"] for block in blocks]


def test_version_and_metadata_are_those_of_the_block(client: Client) -> None:
    before, after = client.result("chain_getHead"), go_over(client)
    client.result("dev_newBlock")

    assert versions(client, before, after, None) == [475, 476, 476]
    for block, runtime in ((before, VOTES), (after, WITHOUT_SUDO), (None, WITHOUT_SUDO)):
        assert client.result("state_getMetadata", block) == f"0x{runtime.metadata(14).hex()}"
        asked = client.result("state_call", "Metadata_metadata_at_version", "0x0f000000", block)
        assert runtime.metadata(15).hex() in asked
    assert client.result("archive_v1_call", before, "Core_version", "0x")["value"] != client.result(
        "state_call", "Core_version", "0x"
    )
    for method in ("swap_currentAlphaPriceAll", "delegateInfo_getDelegates"):
        assert client.result(method, before) == client.result(method)
    sudo = VOTES.call_codec.encode(VOTES.call("Sudo", "remove_key")).hex()
    assert client.result("taonet_previewCall", f"0x{sudo}", "root", before)["ok"] is True
    assert "there is no call 12" in client.error("taonet_previewCall", f"0x{sudo}")[2]


def test_subscribers_are_told_of_each_version_once(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("state_subscribeRuntimeVersion")
        assert socket.update()["params"]["result"]["specVersion"] == 475
        go_over(client)
        client.result("dev_newBlock", 3)
        assert socket.update()["params"]["result"]["specVersion"] == 476
        client.result("dev_setHead", 1)
        assert socket.update()["params"]["result"]["specVersion"] == 475
        assert socket.result("state_unsubscribeRuntimeVersion", name) is True
        go_over(client)
        assert socket.updates == []


def test_a_follower_is_told_of_new_rules_with_their_block(client: Client) -> None:
    with client.socket() as socket:
        socket.result("chainHead_v1_follow", True)
        assert socket.update()["params"]["result"]["finalizedBlockRuntime"]["spec"]["specVersion"] == 475
        client.result("dev_newBlock")
        assert socket.update()["params"]["result"]["newRuntime"] is None
        for _ in range(2):
            socket.update()
        block = go_over(client)
        told = socket.update()["params"]["result"]

        assert (told["event"], told["blockHash"]) == ("newBlock", block)
        assert told["newRuntime"]["type"] == "valid"
        assert told["newRuntime"]["spec"]["specVersion"] == 476


def test_authorised_code_waits_in_the_pool_unsigned_and_enters_the_next_block(client: Client) -> None:
    code = code_of(WITHOUT_SUDO)
    bare = f"0x{encode(VOTES, None, VOTES.call('System', 'apply_authorized_upgrade', code)).hex()}"
    assert client.error("author_submitExtrinsic", bare)[::2] == (1010, "Transaction call is not expected")
    allowed = System.AuthorizedUpgrade
    value = CODE_UPGRADE_AUTHORIZATION.encode(CodeUpgradeAuthorization(Hash(blake2_256(code)), check_version=True))
    client.result("dev_setStorage", [[f"0x{allowed.prefix.hex()}", f"0x{value.hex()}"]])

    client.result("author_submitExtrinsic", bare)
    assert client.result("author_pendingExtrinsics") == [bare]
    assert client.error("author_submitExtrinsic", bare)[0] == 1013
    block = client.result("chain_getBlock", client.result("dev_newBlock"))["block"]

    assert block["extrinsics"][-1] == bare
    assert client.result("author_pendingExtrinsics") == []
    assert versions(client, None) == [476]
