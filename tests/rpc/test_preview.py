"""`taonet_previewCall`: what a call would do, told without doing it."""

from collections.abc import Iterator

import pytest
from tests.rpc.conftest import ALICE, ALICE_SS58, BOB, Client, running

from taonet.crypto.ss58 import encode
from taonet.frame.described import Described
from taonet.node.chain import preview
from taonet.runtime.construct import RUNTIME

CHAIN = Described.of(RUNTIME.metadata(14))
BOB_SS58 = encode(BOB.public)


@pytest.fixture(scope="module")
def shown() -> Iterator[Client]:
    with running(dev=False) as client:
        yield client


def data(text: str) -> str:
    return "0x" + CHAIN.encode_call(CHAIN.read_call(text)).hex()


def test_it_tells_each_value_that_changes_before_and_after(shown: Client) -> None:
    told = shown.result("taonet_previewCall", data("AdminUtils.sudo_set_tempo(netuid=1, tempo=50)"))

    assert (told["ok"], told["refusal"], told["origin"]) == (True, None, "system(Root)")
    assert told["call"] == "AdminUtils.sudo_set_tempo(netuid=1, tempo=50)"
    (change,) = [one for one in told["changes"] if one["item"] == "SubtensorModule.Tempo[1]"]
    assert (change["before"], change["after"], change["rawAfter"]) == ("100", "50", "0x3200")
    assert shown.result("state_getStorage", change["key"]) == change["rawBefore"]
    assert "SubtensorModule.TempoSet(1, 50)" in [event["text"] for event in told["events"]]
    assert told["leftOut"] == 0


def test_it_writes_nothing_on_any_chain_and_needs_no_developer(shown: Client) -> None:
    key = data("Balances.transfer_keep_alive(dest=" + BOB_SS58 + ", value=5tao)")
    head, root = shown.result("chain_getBlockHash"), shown.node.view.header(None)

    first = shown.result("taonet_previewCall", key, ALICE_SS58)

    assert first["ok"]
    assert shown.result("taonet_previewCall", key, ALICE_SS58) == first
    assert (shown.result("chain_getBlockHash"), shown.node.view.header(None)) == (head, root)
    assert [one["item"] for one in first["changes"]] == [
        f"System.Account[{one}]" for one in sorted((ALICE_SS58, BOB_SS58))
    ]


def test_a_refusal_is_named_and_leaves_no_change(shown: Client) -> None:
    told = shown.result("taonet_previewCall", data("AdminUtils.sudo_set_tempo(netuid=77, tempo=50)"))
    as_bob = shown.result("taonet_previewCall", data("AdminUtils.sudo_set_kappa(netuid=1, kappa=5)"), BOB_SS58)

    assert (told["ok"], told["changes"], told["events"]) == (False, [], [])
    assert told["refusal"]["name"].endswith("SubnetNotExists")
    assert told["refusal"]["docs"]
    assert as_bob["refusal"]["name"] == "BadOrigin"


def test_refusals_inside_a_batch_are_named(shown: Client) -> None:
    inner = f"Balances.transfer_allow_death(dest={BOB_SS58}, value=2_000_000tao)"

    told = shown.result("taonet_previewCall", data(f"Utility.force_batch(calls=[{inner}])"), ALICE_SS58)

    assert told["ok"]
    assert told["events"][0]["refusals"] == ["Token.FundsUnavailable"]


def test_the_origin_may_be_any_that_the_chain_knows(shown: Client) -> None:
    call = data("System.remark_with_event(remark=0x00)")
    kind = CHAIN.type_named("OriginCaller")
    assert kind is not None
    signed = "0x" + CHAIN.types.encode(kind, CHAIN.types.decode(kind, bytes((0, 1)) + ALICE.public)).hex()

    told = shown.result("taonet_previewCall", call, signed)

    assert told["origin"] == f"system(Signed({ALICE_SS58}))"
    assert told["events"][0]["name"] == "System.Remarked"


def test_it_looks_at_any_kept_block(client: Client) -> None:
    first = client.result("chain_getBlockHash", 1)

    told = client.result("taonet_previewCall", data("System.remark(remark=0x00)"), "root", first)

    assert (told["block"], told["number"]) == (first, 1)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (("0xffff",), "call: there is no call 255.255"),
        (("0x00",), "call: "),
        ((data("System.remark(remark=0x00)"), "Bob"), "origin: expected root, an address or an OriginCaller"),
        ((data("System.remark(remark=0x00)"), "0xff"), "origin: expected root"),
        (("0x" + "00" * (1 << 20) + "00",), "call: at most 1048576 bytes are previewed"),
    ],
)
def test_what_cannot_be_previewed_is_refused(shown: Client, params: tuple[str, ...], said: str) -> None:
    code, _, why = shown.error("taonet_previewCall", *params)

    assert code == -32602
    assert said in why


def test_a_call_heavier_than_a_block_is_refused(shown: Client) -> None:
    many = ", ".join(["SubtensorModule.start_call(netuid=1)"] * 25_000)
    code, _, why = shown.error("taonet_previewCall", data(f"Utility.batch(calls=[{many}])"))

    assert code == -32602
    assert "more than a block may take" in why


def test_one_that_takes_too_long_is_ended(shown: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, *[float(second) for second in range(1, 100)]])
    monkeypatch.setattr(preview.time, "monotonic", lambda: next(moments))

    code, _, why = shown.error("taonet_previewCall", data("AdminUtils.sudo_set_tempo(netuid=1, tempo=50)"))

    assert code == -32602
    assert why == "call: it takes longer than 5 s"
