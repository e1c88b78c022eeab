"""What is missing is found by comparing, and said in words."""

import pytest
from tools.reference.__main__ import BEGIN, END, with_list
from tools.reference.capabilities import CAPABILITIES, Unsorted, capability_of
from tools.reference.missing import missing, missing_list, rpc_items
from tools.surface.compare import Item

from taonet.node.rpc.methods import METHODS
from taonet.runtime.construct import RUNTIME


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LimitOrders.execute_orders", "limit orders"),
        ("SubtensorModule.pow_register", "registration by proof of work"),
        ("AdminUtils.sudo_trim_to_max_allowed_uids", "trimming a subnet's seats"),
        ("AdminUtils.sudo_trim_null_uids_batch", "Null consensus"),
        (
            "SubtensorModule.commit_timelocked_weights",
            "timelocked weights and commitments, with the drand beacon that opens them",
        ),
        ("SubtensorModule.lock_stake", "locks and conviction"),
        ("chainHead_v1_follow", "the new JSON-RPC specification"),
        ("AdminUtils.sudo_set_activity_cutoff", "setters of values that no rule reads, and retired ones"),
    ],
)
def test_a_call_or_method_belongs_to_what_it_is_for(name: str, words: str) -> None:
    assert capability_of(name).words == words


def test_what_belongs_to_nothing_is_an_error_and_not_left_out() -> None:
    with pytest.raises(Unsorted, match="rain"):
        missing([Item("calls", "Weather.rain", declared=False, on_chain=True)])


def test_what_is_there_is_not_missing() -> None:
    there = Item("calls", "Proxy.proxy", declared=True, on_chain=True)
    gone = Item("calls", "Proxy.add_proxy", declared=False, on_chain=True)
    (found,) = missing([there, gone])

    assert found.calls == ("Proxy.add_proxy",)
    assert missing([there]) == []


def test_the_list_names_a_capability_exactly_when_a_call_or_method_of_it_is_missing() -> None:
    text = " ".join(missing_list().split())
    pallets = {pallet.name for pallet in RUNTIME.pallets}

    assert ("limit orders" in text) is ("LimitOrders" not in pallets)
    assert ("multisig" in text) is ("Multisig" not in pallets)
    assert ("swaps of hotkeys" in text) is (("SubtensorModule", "swap_hotkey") not in RUNTIME.calls)
    assert ("proof of work" in text) is (("SubtensorModule", "pow_register") not in RUNTIME.calls)
    assert ("the new JSON-RPC specification" in text) is ("chainHead_v1_follow" not in METHODS)


def test_methods_of_our_own_are_not_counted_and_those_we_lack_are_missing() -> None:
    items = rpc_items(["state_call", "eth_call"], ["state_call", "dev_newBlock"])

    assert [(item.name, item.declared) for item in items] == [("state_call", True), ("eth_call", False)]


def test_every_capability_says_what_it_is_in_words_of_its_own() -> None:
    assert len({one.words for one in CAPABILITIES}) == len(CAPABILITIES)


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    assert with_list(f"a\n{BEGIN}old\n{END}b\n", "new\n") == f"a\n{BEGIN}new\n{END}b\n"
