"""What a user does with the official client, unmodified, over its WebSocket, on a node of its own."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest
from bittensor.intents.registry import build
from bittensor.keyfiles import Keypair
from bittensor.reads.base import REGISTRY as READS
from tests.e2e.accounts import ALICE, BOB, CHARLIE, DAVE, EVE, DevWallet, Market, dev_wallet

from taonet.neuron.blocking import blocking_client
from taonet.neuron.steps import forget_nonce
from taonet.runtime.construct import PALLETS, RUNTIME
from taonet.testing.node import RunningNode, running_node

pytestmark = pytest.mark.timeout(120)

UNDECLARED_READS = {
    "coldkey_swap_announcement", "tx_rate_limit", "associated_evm_key",
    "pending_children",
    "lease", "leases", "crowdloan", "crowdloans", "crowdloan_contributors",
    "locks_for_hotkey", "accepts_locked_alpha", "hotkey_conviction",
    "most_convicted_hotkey", "subnet_convictions",
    "basket_position", "root_basket_portfolio", "validator_basket",
    "validator_basket_summary", "root_baskets", "validator_basket_nav", "basket_trading_status",
    "root_basket_total_nav", "root_claim_threshold",
}  # fmt: skip
"""Reads whose storage or runtime interface is not declared."""

NOT_THERE = ("not found in registry", "storage function", "Crowdloan")


def arguments(read: str, netuid: int) -> dict[str, object]:
    known: dict[str, object] = {
        "netuid": netuid, "netuids": [0, netuid], "uid": 1, "mechid": 0, "block": 1, "lite": True,
        "hotkey_ss58": BOB.hot, "hotkey_ss58s": [BOB.hot], "coldkey_ss58": BOB.cold, "coldkey_ss58s": [BOB.cold],
        "account_ss58": BOB.cold, "call_hash": "0x" + "11" * 32, "amount_tao": 1.0, "amount_alpha": 1.0,
        "lease_id": 0, "crowdloan_id": 0,
    }  # fmt: skip
    return {name: known[name] for name in READS[read].params}


def test_answers_every_read_whose_items_are_declared(market: Market) -> None:
    refused: dict[str, str] = {}
    for name in READS:
        try:
            market.client.read(name, **arguments(name, market.netuid))
        except Exception as error:
            refused[name] = str(error)

    assert len(READS) == 102
    assert {name: text for name, text in refused.items() if not any(part in text for part in NOT_THERE)} == {}
    assert refused.keys() == UNDECLARED_READS


ITEMS = [item for pallet in PALLETS for item in pallet.storage]


def test_queries_every_item_that_is_declared(market: Market) -> None:
    """Every value is what the state holds, every map has as many pairs as there are keys, and each pair is found alone."""
    client, block = market.client, market.client.block
    at = market.node.call("chain_getBlockHash", block)
    pairs = 0
    for item in ITEMS:
        name = (item.pallet, item.name)
        prefix = f"0x{item.prefix.hex()}"
        if item.kind == "value":
            raw = market.node.call("state_getStorage", prefix, at)
            held = item.default_bytes if raw is None else bytes.fromhex(raw[2:])
            value = None if raw is None and item.optional else item.codec_in(RUNTIME).decode(held)
            found = client.query(name, block=block)
            found = found["bits"] if isinstance(found, dict) and found.keys() == {"bits"} else found  # fixed point
            assert found == value or type(value) not in {int, bool, type(None)}, (name, found, value)
            continue
        found = client.query_map(name, block=block)
        assert len(found) == len(market.node.call("state_getKeysPaged", prefix, 1000, None, at)), name
        for key, value in found[:3]:
            params = list(key) if len(item.keys) > 1 else [key]
            assert client.query(name, params, block=block) == value, (name, params)
            pairs += 1
    assert pairs > 100


def test_reads_what_was_written(market: Market) -> None:
    client, netuid = market.client, market.netuid
    market.do(build("set_identity", {"name": "Bob", "url": "https://bob.example"}), BOB)
    market.do(build("set_subnet_identity", {"netuid": netuid, "subnet_name": "words"}), ALICE)
    market.do(bt.ServeAxon(netuid=netuid, ip="8.8.8.8", port=8091), BOB)

    assert client.spec_version == 475
    assert client.identity.identity(coldkey_ss58=BOB.cold)["url"] == "https://bob.example"
    assert client.subnets.subnet_names()[netuid] == "words"
    assert client.neurons.uid(hotkey_ss58=BOB.hot, netuid=netuid) == 1
    neurons = client.neurons.neurons(netuid=netuid)
    assert [neuron.hotkey for neuron in neurons] == [ALICE.hot, BOB.hot, CHARLIE.hot]
    metagraph = client.subnets.metagraph(netuid)
    assert [neuron.hotkey for neuron in metagraph.neurons] == [ALICE.hot, BOB.hot, CHARLIE.hot]
    assert metagraph.neurons[1].axon == "8.8.8.8:8091"


def test_estimates_the_fee_to_the_rao(market: Market) -> None:
    intent = bt.Transfer(dest_ss58=DAVE.cold, amount_tao="1.5")
    before = market.client.balances.balance(coldkey_ss58=ALICE.cold)
    plan = market.client.plan(intent, ALICE)
    result = market.do(intent, ALICE)
    after = market.client.balances.balance(coldkey_ss58=ALICE.cold)

    assert plan.ok
    assert before.rao - after.rao == 1_500_000_000 + result.fee.rao
    # The client estimates with an immortal era, one byte shorter than the mortal one that it signs.
    assert result.fee.rao == plan.fee.rao + 1


def test_stakes_moves_and_unstakes(market: Market) -> None:
    client, netuid = market.client, market.netuid

    def stake(wallet: DevWallet) -> int:
        return client.staking.stake(coldkey_ss58=CHARLIE.cold, hotkey_ss58=wallet.hot, netuid=netuid).rao

    there, here = stake(CHARLIE), stake(BOB)
    market.do(bt.AddStake(hotkey_ss58=CHARLIE.hot, netuid=netuid, amount_tao=5), CHARLIE)
    assert stake(CHARLIE) > there
    shielded = client.submit_shielded(bt.AddStake(hotkey_ss58=CHARLIE.hot, netuid=netuid, amount_tao=5), CHARLIE)
    assert shielded.success
    assert shielded.data["shielded"]
    forget_nonce(client, CHARLIE.cold)
    grown = stake(CHARLIE)
    move = {"origin_hotkey_ss58": CHARLIE.hot, "origin_netuid": netuid, "dest_hotkey_ss58": BOB.hot}
    market.do(build("move_stake", {**move, "dest_netuid": netuid, "amount_alpha": 2}), CHARLIE)
    assert (stake(CHARLIE), stake(BOB)) == (grown - 2 * 10**9, here + 2 * 10**9)
    market.do(bt.RemoveStake(hotkey_ss58=BOB.hot, netuid=netuid, amount_alpha=1), CHARLIE)
    assert stake(BOB) == here + 10**9
    held = client.staking.stake_for_coldkey(coldkey_ss58=CHARLIE.cold)
    assert {(position.hotkey, position.netuid) for position in held} == {(CHARLIE.hot, netuid), (BOB.hot, netuid)}


def test_sets_weights_that_the_chain_normalizes(market: Market) -> None:
    client, netuid = market.client, market.netuid
    # The subnet's owner may set weights without a validator's permit.
    market.do(bt.SetWeights(netuid=netuid, weights={1: 0.25, 2: 0.75}), ALICE)

    row = client.weights.weights(netuid=netuid)[0]
    assert row[2] > row[1] > 0
    assert row[1] / row[2] == pytest.approx(1 / 3, rel=1e-3)


def test_runs_a_batch_whole_or_not_at_all(market: Market) -> None:
    before = market.client.balances.balance(coldkey_ss58=EVE.cold).rao
    one = {"op": "transfer", "dest_ss58": EVE.cold, "amount_tao": 1}
    market.do(build("batch", {"intents": [one, one]}), ALICE)
    assert market.client.balances.balance(coldkey_ss58=EVE.cold).rao == before + 2 * 10**9
    assert market.error(build("batch", {"intents": [one, {**one, "amount_tao": 2_000_000}]}), ALICE) is not None
    assert market.client.balances.balance(coldkey_ss58=EVE.cold).rao == before + 2 * 10**9


@pytest.mark.parametrize(
    ("operation", "wallet", "arguments", "name"),
    [
        ("transfer", dev_wallet("nobody"), {"dest_ss58": DAVE.cold, "amount_tao": 1}, "Payment"),
        ("transfer", BOB, {"dest_ss58": DAVE.cold, "amount_tao": 2_000_000}, "FundsUnavailable"),
        ("add_stake", BOB, {"hotkey_ss58": BOB.hot, "netuid": 77, "amount_tao": 10}, "SubnetNotExists"),
        ("add_stake", BOB, {"hotkey_ss58": DAVE.hot, "netuid": 2, "amount_tao": 10}, "HotKeyAccountNotExists"),
        ("add_stake", BOB, {"hotkey_ss58": BOB.hot, "netuid": 2, "amount_tao": "0.0000001"}, "AmountTooLow"),
        ("remove_stake", BOB, {"hotkey_ss58": CHARLIE.hot, "netuid": 2, "amount_alpha": 1}, "NotEnoughStakeToWithdraw"),
        ("burned_register", BOB, {"netuid": 2}, "HotKeyAlreadyRegisteredInSubNet"),
        ("burned_register", DAVE, {"netuid": 77}, "SubnetNotExists"),
        ("start_call", BOB, {"netuid": 2}, "BadOrigin"),
        ("set_hyperparameter", BOB, {"netuid": 2, "name": "min_allowed_weights", "value": 1}, "BadOrigin"),
        ("set_subnet_emission_enabled", BOB, {"netuids": [2], "enabled": True}, "BadSigner"),
        ("serve_axon", DAVE, {"netuid": 2, "ip": "8.8.8.8", "port": 80}, "HotKeyNotRegisteredInNetwork"),
        ("serve_axon", CHARLIE, {"netuid": 2, "ip": "127.0.0.1", "port": 80}, "InvalidIpAddress"),
        ("reveal_weights", BOB, {"netuid": 2, "uids": [1], "weights": [1.0], "salt": [1]}, "NoWeightsCommitFound"),
        ("increase_take", BOB, {"take": 0.5}, "DelegateTakeTooHigh"),
    ],
)
def test_names_the_refusal(market: Market, operation: str, wallet: object, arguments: dict, name: str) -> None:
    assert market.netuid == 2
    assert market.error(build(operation, arguments), wallet) == name


def test_refuses_a_nonce_that_was_used(market: Market) -> None:
    async def twice() -> str | None:
        client = await bt.Subtensor(market.node.websocket)
        try:
            call = bt.calls.System.remark(remark=b"once")
            unsigned = await client.prepare_call(call, address=DAVE.cold)
            signature = DAVE.coldkey.sign(unsigned.payload)
            assert (await client.submit_signature(unsigned, signature)).success
            again = await client.submit_signature(unsigned, signature)
            assert not again.success
            assert again.error is not None
            return again.error.name
        finally:
            async with asyncio.timeout(5):  # its own close can wait for ever
                await client.close()

    assert asyncio.run(twice()) == "Stale"


def test_signs_only_with_an_unlocked_wallet(market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BT_WALLET_PASSWORD", raising=False)
    wallet = bt.Wallet("locked", "default", str(tmp_path))
    wallet.create_new_coldkey(coldkey_password="right", suppress=True)
    wallet.create_new_hotkey(use_password=False, suppress=True)
    market.do(bt.Transfer(dest_ss58=wallet.coldkeypub.ss58_address, amount_tao=2), ALICE)
    intent = bt.Transfer(dest_ss58=DAVE.cold, amount_tao=1)

    def opened(password: str) -> bt.WalletSigner:
        return bt.WalletSigner(bt.Wallet("locked", "default", str(tmp_path)), password=password)

    assert market.client.plan(intent, opened("wrong")).ok
    with pytest.raises(bt.ChainError, match="wrong password"):
        market.client.execute(intent, opened("wrong"))
    assert market.client.execute(intent, opened("right")).success


def test_goes_on_after_the_node_was_restarted(tmp_path: Path) -> None:
    base = ("--base-path", str(tmp_path / "chain"), "--block-time", "0.25")
    with running_node(*base) as first, blocking_client(first.websocket, retry_forever=True) as client:
        assert client.execute(bt.Transfer(dest_ss58=DAVE.cold, amount_tao=1), ALICE).success
        balance, height = client.balances.balance(coldkey_ss58=DAVE.cold).rao, client.block
        time = client.time
        unsigned = Keypair.create_from_uri("//Eve").ss58_address
        assert first.stop() == 0

        with running_node(*base, port=first.port) as second:
            second.wait_for_height(height + 2)
            assert client.block > height
            assert client.time > time
            assert client.balances.balance(coldkey_ss58=DAVE.cold).rao == balance
            assert second.call("author_pendingExtrinsics") == []
            assert client.execute(bt.Transfer(dest_ss58=unsigned, amount_tao=1), ALICE).success


def test_waits_for_blocks_as_they_come(node: RunningNode) -> None:
    with blocking_client(node.websocket) as client:
        first = client.wait_for_block(timeout=20)
        second = client.wait_for_block(timeout=20)
    assert second.number > first.number
    assert (
        node.call("chain_getHeader", node.call("chain_getBlockHash", first.number))["parentHash"] == first.parent_hash
    )


def test_leaves_nothing_behind_though_the_client_could_not_close(node: RunningNode) -> None:
    async def deaf() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        await asyncio.sleep(3600)

    async def deafen(session: Any) -> asyncio.Task[None]:
        session._supervisor.cancel()
        session._supervisor = asyncio.create_task(deaf())
        await asyncio.sleep(0)
        return session._supervisor

    with blocking_client(node.websocket) as client:
        assert client.block >= 0
        loop = client._loop._loop
        task = client._loop.call(deafen(client._client._substrate._substrate._session))
    assert task.cancelled()
    assert loop.is_closed()
