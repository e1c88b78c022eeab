"""Keys that act for others, through the official client: its intents for proxies and multisig, and what they bring about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import bittensor as bt
import pytest
from bittensor.intents.registry import build
from tests.e2e.accounts import ALICE, BOB, CHARLIE, DAVE, DevWallet, dev_wallet

from taonet.neuron.blocking import blocking_client
from taonet.testing.node import RunningNode

pytestmark = pytest.mark.timeout(180)

STRANGER = dev_wallet("stranger").cold
RAO = 10**9


@dataclass
class People:
    """The client, and how it is asked."""

    client: Any

    def do(self, operation: str, arguments: dict[str, Any], wallet: DevWallet, **how: Any) -> Any:
        """Execute what must succeed."""
        result = self.client.execute(build(operation, arguments), wallet, **how)
        assert result.success, (operation, result.message)
        return result

    def error(self, operation: str, arguments: dict[str, Any], wallet: DevWallet, **how: Any) -> str:
        """Execute what must be refused and return the name of the refusal."""
        result = self.client.execute(build(operation, arguments), wallet, **how)
        assert not result.success, operation
        return result.error.name

    def raw(self, call: Any, wallet: DevWallet) -> Any:
        """Submit a call for which the client has no intent."""
        result = self.client.submit_call(call, wallet)
        assert result.success, (call, result.message)
        return result

    def free(self, address: str) -> int:
        return self.client.balances.balance(coldkey_ss58=address).rao

    def reserved(self, address: str) -> int:
        return int(self.client.query(("System", "Account"), [address])["data"]["reserved"])

    def delegates(self, address: str) -> list[tuple[str, str, int]]:
        """Return who may act for an account, as what, and after how many blocks."""
        held = self.client.read("proxies", coldkey_ss58=address)["proxies"]
        return [(one["delegate"], one["proxy_type"], one["delay"]) for one in held]


@pytest.fixture(scope="module")
def people(node: RunningNode) -> Iterator[People]:
    with blocking_client(node.websocket) as client:
        yield People(client)


def send(amount: float, to: str = STRANGER) -> dict[str, Any]:
    return {"dest_ss58": to, "amount_tao": amount}


def test_a_delegate_acts_as_far_as_its_type_goes_until_its_right_is_taken(people: People) -> None:
    deposit = people.reserved(ALICE.cold)
    people.do("add_proxy", {"delegate_ss58": BOB.cold, "proxy_type": "Transfer"}, ALICE)
    people.do("add_proxy", {"delegate_ss58": CHARLIE.cold, "proxy_type": "Staking"}, ALICE)
    assert set(people.delegates(ALICE.cold)) == {(BOB.cold, "Transfer", 0), (CHARLIE.cold, "Staking", 0)}
    assert people.client.read("proxies", coldkey_ss58=ALICE.cold)["deposit"].rao == 126_000_000
    assert people.reserved(ALICE.cold) == deposit + 126_000_000

    before, alice, bob = people.free(STRANGER), people.free(ALICE.cold), people.free(BOB.cold)
    result = people.do("transfer", send(2), BOB, proxy_for=ALICE.cold)
    assert people.free(STRANGER) == before + 2 * RAO
    assert (people.free(ALICE.cold), people.free(BOB.cold)) == (alice - 2 * RAO, bob - result.fee.rao)
    assert people.error("transfer", send(2), CHARLIE, proxy_for=ALICE.cold) == "CallFiltered"
    assert people.error("transfer", send(2), DAVE, proxy_for=ALICE.cold) == "NotProxy"
    assert people.error("transfer", send(2), BOB, proxy_for=ALICE.cold, proxy_type="Any") == "NotProxy"
    assert people.free(STRANGER) == before + 2 * RAO

    assert people.error("remove_proxy", {"delegate_ss58": BOB.cold, "proxy_type": "Any"}, ALICE) == "NotFound"
    people.do("remove_proxy", {"delegate_ss58": BOB.cold, "proxy_type": "Transfer"}, ALICE)
    assert people.error("transfer", send(2), BOB, proxy_for=ALICE.cold) == "NotProxy"
    people.do("remove_proxies", {}, ALICE)
    assert people.delegates(ALICE.cold) == []
    assert people.reserved(ALICE.cold) == deposit


def test_the_account_pays_for_its_delegate_once_it_agreed(people: People) -> None:
    people.do("add_proxy", {"delegate_ss58": BOB.cold, "proxy_type": "Any"}, DAVE)
    people.raw(bt.calls.Proxy.set_real_pays_fee(delegate=BOB.cold, pays_fee=True), DAVE)
    dave, bob = people.free(DAVE.cold), people.free(BOB.cold)
    result = people.do("transfer", send(1), BOB, proxy_for=DAVE.cold)

    assert people.free(BOB.cold) == bob
    assert people.free(DAVE.cold) == dave - RAO - result.fee.rao
    people.do("remove_proxy", {"delegate_ss58": BOB.cold, "proxy_type": "Any"}, DAVE)


def test_a_pure_account_is_made_used_and_given_up(people: People) -> None:
    deposit = people.reserved(CHARLIE.cold)
    made = people.do("create_pure_proxy", {"proxy_type": "Any"}, CHARLIE).data
    pure = made["pure_proxy"]
    assert made["spawner"] == CHARLIE.cold
    assert people.delegates(pure) == [(CHARLIE.cold, "Any", 0)]
    assert people.reserved(CHARLIE.cold) == deposit + 93_000_000
    people.do("transfer", send(3, pure), CHARLIE)
    before = people.free(STRANGER)
    people.do("transfer", send(1), CHARLIE, proxy_for=pure)
    assert (people.free(STRANGER), people.free(pure)) == (before + RAO, 2 * RAO)

    kill = {"spawner_ss58": CHARLIE.cold, "proxy_type": "Any", "height": made["height"], "ext_index": made["ext_index"]}
    wrong = {**kill, "ext_index": made["ext_index"] + 1}
    assert people.error("kill_pure_proxy", wrong, CHARLIE, proxy_for=pure) == "NoPermission"
    assert people.error("kill_pure_proxy", kill, CHARLIE) == "NoPermission"
    people.do("kill_pure_proxy", kill, CHARLIE, proxy_for=pure)
    assert people.delegates(pure) == []
    assert people.reserved(CHARLIE.cold) == deposit
    assert people.error("transfer", send(1), CHARLIE, proxy_for=pure) == "NotProxy"


def test_an_announced_call_is_made_after_its_delay_and_no_other(people: People) -> None:
    client, delay = people.client, 3
    people.do("add_proxy", {"delegate_ss58": BOB.cold, "proxy_type": "Transfer", "delay": delay}, ALICE)
    assert people.error("transfer", send(1), BOB, proxy_for=ALICE.cold) == "Unannounced"
    inner = bt.calls.Balances.transfer_keep_alive(dest=STRANGER, value=RAO)
    announce = bt.calls.Proxy.announce(real=ALICE.cold, call_hash="0x" + bytes(client.compose(inner).call_hash).hex())
    said = client.block
    people.raw(announce, BOB)
    execute = {"delegate_ss58": BOB.cold, "real_ss58": ALICE.cold, "inner_op": "transfer", "inner_args": send(1)}
    changed = {**execute, "inner_args": send(1.5)}

    before = people.free(STRANGER)
    while client.block <= said + delay + 1:
        client.wait_for_block(timeout=20)
    assert people.error("execute_proxy_announced", changed, CHARLIE) == "Unannounced"
    people.do("execute_proxy_announced", execute, CHARLIE)
    assert people.free(STRANGER) == before + RAO
    assert people.error("execute_proxy_announced", execute, CHARLIE) == "Unannounced"
    people.do("remove_proxies", {}, ALICE)


def of_two(wallet: DevWallet) -> dict[str, Any]:
    """Return the account of Bob, Charlie and Dave of whom two approve, as one of them names it."""
    others = [other.cold for other in (BOB, CHARLIE, DAVE) if other is not wallet]
    return {"threshold": 2, "other_signatories": others}


def test_one_of_several_acts_at_once(people: People) -> None:
    account = people.client.multisig([ALICE.cold, BOB.cold], 1).address
    people.do("transfer", send(5, account), ALICE)
    before = people.free(STRANGER)
    people.do("multisig_threshold_1", {"other_signatories": [ALICE.cold], "call": {"op": "transfer", **send(2)}}, BOB)

    assert (people.free(STRANGER), people.free(account)) == (before + 2 * RAO, 3 * RAO)


def test_two_of_three_approve_and_execute(people: People) -> None:
    client, call = people.client, {"op": "transfer", **send(2)}
    account = client.multisig([BOB.cold, CHARLIE.cold, DAVE.cold], 2).address
    people.do("transfer", send(5, account), ALICE)
    deposit, before = people.reserved(BOB.cold), people.free(STRANGER)
    opened = people.do("multisig_approve", {**of_two(BOB), "call": call}, BOB)
    assert people.reserved(BOB.cold) == deposit + 196_000_000
    waiting = client.read("multisig", account_ss58=account, call_hash=opened.data["multisig_call_hash"])
    assert (waiting["depositor"], waiting["approvals"]) == (BOB.cold, [BOB.cold])
    assert waiting["deposit"].rao == 196_000_000
    when = waiting["timepoint"]
    again = {**of_two(BOB), "call": call, "timepoint": when}
    assert people.error("multisig_approve", again, BOB) == "AlreadyApproved"
    late = {**of_two(CHARLIE), "call": call, "timepoint": {**when, "index": when["index"] + 1}}
    assert people.error("multisig_execute", late, CHARLIE) == "WrongTimepoint"
    people.do("multisig_execute", {**of_two(CHARLIE), "call": call, "timepoint": when}, CHARLIE)

    assert (people.free(STRANGER), people.free(account)) == (before + 2 * RAO, 3 * RAO)
    assert people.reserved(BOB.cold) == deposit
    assert client.read("multisig", account_ss58=account, call_hash=opened.data["multisig_call_hash"]) is None


def test_what_several_began_is_given_up_by_who_began_it(people: People) -> None:
    client, call = people.client, {"op": "transfer", **send(1)}
    account = client.multisig([BOB.cold, CHARLIE.cold, DAVE.cold], 2).address
    deposit = people.reserved(DAVE.cold)
    opened = people.do("multisig_execute", {**of_two(DAVE), "call": call}, DAVE)
    waiting = client.read("multisig", account_ss58=account, call_hash=opened.data["multisig_call_hash"])
    cancel = {"call": call, "timepoint": waiting["timepoint"]}
    assert people.error("multisig_cancel", {**of_two(BOB), **cancel}, BOB) == "NotOwner"
    people.do("multisig_cancel", {**of_two(DAVE), **cancel}, DAVE)

    assert people.reserved(DAVE.cold) == deposit
    assert client.read("multisig", account_ss58=account, call_hash=opened.data["multisig_call_hash"]) is None


def test_a_saved_set_of_signatories_approves_one_by_one(people: People) -> None:
    several = people.client.multisig([ALICE.cold, BOB.cold, CHARLIE.cold], 2)
    people.do("transfer", send(2, several.address), ALICE)
    call = bt.calls.Balances.transfer_keep_alive(dest=STRANGER, value=RAO)
    before = people.free(STRANGER)
    for wallet in (ALICE, BOB):
        assert several.approve(call, wallet).success

    assert (people.free(STRANGER), people.free(several.address)) == (before + RAO, RAO)
