"""`system_*`, `payment_*`, `rpc_methods`, the chain's own methods, and that each method has a test."""

from pathlib import Path

from tests.rpc.conftest import ALICE_SS58, Client
from tests.rpc.rpc_values import unhex

from taonet.node.rpc import custom
from taonet.node.rpc.methods import METHODS
from taonet.runtime.construct import RUNTIME
from taonet.scale import U16, U32, U64

ALICE_HEX = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"


def test_who_the_node_is(client: Client) -> None:
    assert client.result("system_chain") == "Bittensor"
    assert client.result("system_name") == "taonet"
    assert client.result("system_version")
    assert client.result("system_properties") == {"ss58Format": 42, "tokenDecimals": 9, "tokenSymbol": "TAO"}
    assert client.result("system_chainType") == "Local"
    assert client.result("system_nodeRoles") == ["Authority"]


def test_a_node_alone(client: Client) -> None:
    height = client.node.view.best_number

    assert client.result("system_health") == {"peers": 0, "isSyncing": False, "shouldHavePeers": False}
    assert client.result("system_peers") == []
    assert client.result("system_localListenAddresses") == []
    assert client.result("system_syncState") == {"startingBlock": 0, "currentBlock": height, "highestBlock": height}


def test_a_dry_run_tells_the_outcome_and_changes_nothing(client: Client) -> None:
    block = client.result("chain_getHead")
    nonce = client.result("account_nextIndex", ALICE_SS58)

    assert client.result("system_dryRun", client.transfer(nonce)) == "0x0000"  # admitted, done
    assert client.result("system_dryRun", client.transfer(nonce, amount=10**17), block).startswith("0x0001")  # refused
    assert client.result("system_dryRunAt", client.transfer(nonce + 1)) == "0x010002"  # not admitted: future
    assert client.result("chain_getHead") == block
    assert client.result("account_nextIndex", ALICE_SS58) == nonce


def test_a_quote_is_what_is_paid(client: Client) -> None:
    transaction = client.transfer(client.result("account_nextIndex", ALICE_SS58))
    info = client.result("payment_queryInfo", transaction)
    parts = client.result("payment_queryFeeDetails", transaction)["inclusionFee"]

    assert set(info) == {"weight", "class", "partialFee"}
    assert info["class"] == "normal"
    assert info["weight"]["ref_time"] > 0
    assert set(parts) == {"baseFee", "lenFee", "adjustedWeightFee"}
    assert parts["lenFee"] == len(unhex(transaction)) // 2
    assert int(info["partialFee"]) == sum(parts.values())


NOWHERE = "0x" + "11" * 32


def test_quotes_and_dry_runs_fail_with_the_codes_of_their_own(client: Client) -> None:
    unknown = f"UnknownBlock: Header was not found in the database: {NOWHERE}"
    transfer = client.transfer(0)

    for method, text in (
        ("payment_queryInfo", "Unable to query dispatch info."),
        ("payment_queryFeeDetails", "Unable to query fee details."),
        ("system_dryRun", "Unable to dry run extrinsic"),
    ):
        code, message, data = client.error(method, "0x08ff", NOWHERE)
        assert (code, message) == (2, text)
        assert data
        code, message, data = client.error(method, transfer, NOWHERE)
        assert (code, message.removesuffix("."), data) == (1, text.removesuffix("."), unknown)
    code, message, data = client.error("payment_queryInfo", "0x0c04ffff")
    assert (code, message) == (1, "Unable to query dispatch info.")
    assert "Bad input data provided to TransactionPaymentApi_query_info" in data


def test_own_methods_fail_in_words_of_their_own(client: Client) -> None:
    unknown = f"UnknownBlock: Header was not found in the database: {NOWHERE}"

    assert client.error("neuronInfo_getNeurons", 1, NOWHERE) == (1, f"Unable to get neurons info: {unknown}", None)
    code, message, _ = client.error("delegateInfo_getDelegate", [1])
    assert code == 1
    assert message.startswith("Unable to get delegates info: delegate_account_vec: ")
    assert client.error("delegateInfo_getDelegate", [256])[0] == -32602
    assert client.result("delegateInfo_getDelegate", [7] * 33) == client.result("delegateInfo_getDelegate", [7] * 32)


def test_a_quote_needs_no_good_signature(client: Client) -> None:
    forged = bytearray(unhex(client.transfer(0)))
    forged[60] ^= 1

    assert int(client.result("payment_queryInfo", f"0x{forged.hex()}")["partialFee"]) > 0


def test_what_nobody_signed_costs_nothing(client: Client) -> None:
    inherent = client.result("chain_getBlock")["block"]["extrinsics"][0]

    assert client.result("payment_queryFeeDetails", inherent) == {"inclusionFee": None}
    assert client.result("payment_queryInfo", inherent)["partialFee"] == "0"


def test_the_methods_are_listed_and_all_answer_to_their_name(client: Client) -> None:
    methods = client.result("rpc_methods")["methods"]

    assert methods == sorted(METHODS)
    assert {"account_nextIndex", "state_call", "state_getStorageAt"} <= set(methods)  # 10.x refuses to go on without


def test_every_method_is_called_in_a_test() -> None:
    here = Path(__file__).parent
    text = "".join(path.read_text() for path in here.glob("test_*.py"))
    named = {method.name for method in METHODS.values()} - set(custom.CUSTOM)

    assert sorted(name for name in named if f'"{name}"' not in text) == []


def test_own_methods_give_the_bytes_of_their_api(client: Client) -> None:
    state = client.node.machine.state()
    tried = 0
    for name, how in custom.CUSTOM.items():
        if name not in METHODS:
            assert how.api not in RUNTIME.methods
            continue
        values = {"number": 1, "numbers": [1, 2], "account": [7] * 32, "address": ALICE_SS58}
        params = [values[kind] for kind in how.parameters]
        codecs = RUNTIME.methods[how.api].args.values()
        account = {"account": bytes([7] * 32), "address": bytes.fromhex(ALICE_HEX)}
        payload = b"".join(
            codec.encode(account.get(kind, value))
            for codec, kind, value in zip(codecs, how.parameters, params, strict=True)
        )
        expected = RUNTIME.ask(state, how.api, payload)
        answer = client.result(name, *params)
        if how.form == "bytes":
            assert bytes(answer) == expected, name
        tried += 1
    assert tried >= 4


def test_own_methods_give_plain_prices(client: Client) -> None:
    price = client.result("swap_currentAlphaPrice", 1)
    block = client.result("chain_getHead")

    assert price == U64.decode(
        unhex(client.result("state_call", "SwapRuntimeApi_current_alpha_price", U16.encode(1).hex()))
    )
    assert {"netuid": 1, "price": price} in client.result("swap_currentAlphaPriceAll", block)
    assert client.error("swap_currentAlphaPrice", 70_000)[0] == -32602
    assert client.error("swap_currentAlphaPrice", "1")[2] == "netuid: Expected `int`, got `str`"


def test_api_answers_match_other_methods(client: Client) -> None:
    account = bytes.fromhex(ALICE_HEX)

    nonce = U32.decode(unhex(client.result("state_call", "AccountNonceApi_account_nonce", account.hex())))
    assert nonce == client.result("account_nextIndex", ALICE_SS58)
    assert client.result("state_call", "AuraApi_slot_duration", "0x") == "0xe02e000000000000"
    transaction = unhex(client.transfer(nonce))
    head = client.result("chain_getHead")
    judged = client.result(
        "state_call", "TaggedTransactionQueue_validate_transaction", f"02{transaction.hex()}{head[2:]}"
    )
    assert judged.startswith("0x00")
    stale = unhex(client.transfer(nonce + 3))
    judged = unhex(
        client.result("state_call", "TaggedTransactionQueue_validate_transaction", f"02{stale.hex()}{head[2:]}")
    )
    assert judged[0] == 0
    assert (account + U32.encode(nonce + 2)) in judged  # waits for the nonce before it
