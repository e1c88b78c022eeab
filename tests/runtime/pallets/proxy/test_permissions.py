"""What proxy types allow: the table has every call of the real chain, and the types read it as that chain does."""

import json
import lzma
from itertools import product

import pytest
from tools.recorded import CHAIN

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.api import proxies
from taonet.runtime.construct import RUNTIME, VOTES
from taonet.runtime.pallets.proxy.groups import GROUP_OF, Group
from taonet.runtime.pallets.proxy.permissions import DEPRECATED, NARROW, Below, Name, Wraps, covers, permits, rows
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.runtime.types import AddressId
from taonet.sim import Chain

SUBTENSOR, ADMIN = "SubtensorModule", "AdminUtils"


def on_chain() -> set[Name]:
    with lzma.open(CHAIN / "surface-475.json.xz", "rt") as file:
        surface = json.load(file)
    return {(pallet["name"], call["name"]) for pallet in surface["pallets"] for call in pallet["calls"]}


def allowed(kind: ProxyType) -> set[Name]:
    """Return the calls of the real chain that a type allows, with conditions or without."""
    found = rows(kind)
    return set(GROUP_OF) if found is None else set(found)


def grouped(*groups: Group) -> set[Name]:
    return {name for name, group in GROUP_OF.items() if group in groups}


def test_the_table_has_each_call_of_the_real_chain_and_no_other() -> None:
    assert set(GROUP_OF) == on_chain()
    assert set(GROUP_OF.values()) == set(Group)
    assert {name for named in NARROW.values() for name in named} <= set(GROUP_OF)


def test_calls_that_are_not_here_yet_are_those_of_the_list_of_missing_ones() -> None:
    """Their rows wait; every call that is here has one."""
    here = set(RUNTIME.calls)

    assert here <= set(GROUP_OF)
    waiting = set(GROUP_OF) - here
    assert waiting == on_chain() - here
    assert {pallet for pallet, _ in waiting} & {"Proxy", "Multisig", "Utility", "Sudo", "Balances"} == set()


def test_calls_that_only_chains_with_votes_have_are_for_delegates_for_everything() -> None:
    own = sorted(set(VOTES.calls) - set(RUNTIME.calls))
    assert ("Referenda", "submit") in own
    for name in own:
        call = RuntimeCall(VOTES.calls[name], ())
        assert [kind for kind in ProxyType if permits(VOTES, kind, call)] == [ProxyType.Any]


BROAD_DENIALS = {
    Group.COLDKEY_SWAP, Group.CROWDLOANS, Group.SUDO, Group.MULTISIG, Group.BASKET_TRADING, Group.STORE_ENCRYPTED,
    Group.OWNER_KEY,
}  # fmt: skip
"""What no type but `Any` and those made for it allows."""


def test_the_broad_types_allow_everything_but_what_they_name() -> None:
    movement = {Group.BALANCE_TRANSFER, Group.BALANCE_MAINTENANCE, Group.STAKE_TRANSFER, Group.EVM, Group.CONTRACTS}
    value = {
        Group.STAKE_MANAGEMENT, Group.BURNED_REGISTRATION, Group.ROOT_REGISTRATION, Group.HOTKEY_SWAP,
        Group.SUBTENSOR_VALUE,
    }  # fmt: skip
    critical = {Group.BURNED_REGISTRATION, Group.ROOT_REGISTRATION, Group.CRITICAL_NETWORK}

    assert allowed(ProxyType.Any) == set(GROUP_OF)
    assert allowed(ProxyType.NonTransfer) == set(GROUP_OF) - grouped(*BROAD_DENIALS, *movement)
    assert allowed(ProxyType.NonFungible) == set(GROUP_OF) - grouped(*BROAD_DENIALS, *movement, *value)
    assert allowed(ProxyType.NonCritical) == set(GROUP_OF) - grouped(*BROAD_DENIALS, *critical)


NARROW_LISTS = {
    ProxyType.Transfer: (
        ("Balances", "transfer_keep_alive transfer_allow_death transfer_all"),
        (SUBTENSOR, "transfer_stake transfer_stake_and_hotkey"),
    ),
    ProxyType.SmallTransfer: (
        ("Balances", "transfer_keep_alive transfer_allow_death"),
        (SUBTENSOR, "transfer_stake transfer_stake_and_hotkey"),
    ),
    ProxyType.Staking: ((
        SUBTENSOR,
        "add_collateral add_stake add_stake_limit remove_stake remove_stake_limit remove_stake_full_limit unstake_all unstake_all_alpha move_stake move_stake_limit set_min_collateral stake_into_basket swap_stake swap_stake_limit",
    ),),
    ProxyType.Registration: ((SUBTENSOR, "register register_limit burned_register pow_register"),),
    ProxyType.ChildKeys: ((SUBTENSOR, "set_children set_childkey_take"),),
    ProxyType.SwapHotkey: ((SUBTENSOR, "swap_hotkey swap_hotkey_v2"),),
    ProxyType.RootClaim: ((SUBTENSOR, "claim_root claim_root_with_hotkey"),),
    ProxyType.BasketTrading: ((SUBTENSOR, "swap_basket swap_basket_many"),),
    ProxyType.SudoUncheckedSetCode: (("Sudo", "sudo_unchecked_weight"),),
}  # fmt: skip
"""The narrow types' exact lists, as upstream's tests have them."""


@pytest.mark.parametrize("kind", sorted(NARROW_LISTS), ids=lambda kind: kind.name)
def test_the_narrow_types_allow_exactly_their_calls(kind: ProxyType) -> None:
    assert allowed(kind) == {(pallet, name) for pallet, names in NARROW_LISTS[kind] for name in names.split()}


def test_the_types_of_owners_and_of_leases_set_what_an_owner_sets_and_no_more() -> None:
    owner, lease = allowed(ProxyType.Owner), allowed(ProxyType.SubnetLeaseBeneficiary)

    for name in ("sudo_set_serving_rate_limit", "sudo_set_max_difficulty", "sudo_set_tempo"):
        assert (ADMIN, name) in owner & lease
    for name in ("sudo_set_kappa", "sudo_set_total_issuance", "swap_authorities", "sudo_set_sn_owner_hotkey"):
        assert (ADMIN, name) not in owner | lease
    assert lease - owner == {(SUBTENSOR, "start_call")}
    assert {(SUBTENSOR, "set_subnet_identity"), (SUBTENSOR, "set_tempo")} <= owner


def test_deprecated_types_allow_nothing_and_every_other_type_something() -> None:
    assert {kind for kind in ProxyType if not allowed(kind)} == DEPRECATED
    assert {kind.name for kind in DEPRECATED} == {"Senate", "Triumvirate", "Governance", "RootWeights"}


def test_a_type_that_covers_another_allows_all_that_it_does() -> None:
    pairs = {(mine, other) for mine, other in product(ProxyType, ProxyType) if covers(mine, other)}

    assert all(allowed(other) <= allowed(mine) for mine, other in pairs)
    assert {mine for mine, other in pairs if other is ProxyType.Any} == {ProxyType.Any}
    assert {mine for mine, other in pairs if other is ProxyType.BasketTrading} == {
        ProxyType.Any,
        ProxyType.BasketTrading,
    }
    assert {other.name for mine, other in pairs if mine is ProxyType.NonTransfer} == {
        "Owner", "NonTransfer", "Senate", "NonFungible", "Triumvirate", "Governance", "Staking", "Registration",
        "RootWeights", "ChildKeys", "SwapHotkey", "SubnetLeaseBeneficiary", "RootClaim",
    }  # fmt: skip
    assert {other for mine, other in pairs if mine is ProxyType.Transfer} == {
        ProxyType.Transfer,
        ProxyType.SmallTransfer,
    }
    assert all((kind, kind) in pairs and (ProxyType.Any, kind) in pairs for kind in ProxyType)


def stake_transfer(amount: int) -> RuntimeCall:
    hotkey = AccountId(bytes(32))
    return RUNTIME.call(SUBTENSOR, "transfer_stake", hotkey, hotkey, NetUid(1), NetUid(1), Alpha(amount))


def test_small_transfers_are_bounded_in_tao_and_in_alpha() -> None:
    limit = 500_000_000
    for amount, small in ((0, True), (limit - 1, True), (limit, False), ((1 << 64) - 1, False)):
        for name in ("transfer_keep_alive", "transfer_allow_death"):
            call = RUNTIME.call("Balances", name, AddressId(Chain.bob), Tao(amount))
            assert permits(RUNTIME, ProxyType.SmallTransfer, call) is small
            assert permits(RUNTIME, ProxyType.Transfer, call)
        assert permits(RUNTIME, ProxyType.SmallTransfer, stake_transfer(amount)) is small


def test_what_sudo_wraps_must_be_the_one_call() -> None:
    remark = RUNTIME.call("System", "remark", b"")
    unchecked = RUNTIME.call("Sudo", "sudo_unchecked_weight", remark, Weight(0))

    assert NARROW[ProxyType.SudoUncheckedSetCode] == {
        ("Sudo", "sudo_unchecked_weight"): Wraps("call", ("System", "set_code"))
    }
    assert not permits(RUNTIME, ProxyType.SudoUncheckedSetCode, unchecked)
    assert not permits(RUNTIME, ProxyType.SudoUncheckedSetCode, RUNTIME.call("Sudo", "sudo", remark))
    if ("System", "set_code") in RUNTIME.calls:
        code = RUNTIME.call("System", "set_code", b"")
        wrapped = RUNTIME.call("Sudo", "sudo_unchecked_weight", code, Weight(0))
        assert permits(RUNTIME, ProxyType.SudoUncheckedSetCode, wrapped)


def test_clients_are_told_the_same_of_the_calls_that_are_here(s: State) -> None:
    kinds = proxies.get_proxy_types(s)
    assert [(kind.name.decode(), kind.index, kind.deprecated) for kind in kinds] == [
        (kind.name, kind.value, kind in DEPRECATED) for kind in ProxyType
    ]
    told = proxies.get_proxy_filters(s, None)
    for kind, filters in zip(ProxyType, told, strict=True):
        assert (filters.proxy_type, filters.name.decode()) == (kind, kind.name)
        mode = filters.filter_mode
        if isinstance(mode, proxies.Allow):
            assert {(one.pallet_name.decode(), one.call_name.decode()) for one in mode.calls} == (
                allowed(kind) & set(RUNTIME.calls)
            )
            assert all((one.pallet_index, one.call_index) == RUNTIME.number_of(
                RUNTIME.calls[one.pallet_name.decode(), one.call_name.decode()]
            ) for one in mode.calls)  # fmt: skip
        else:
            assert kind is ProxyType.Any
    (small,) = proxies.get_proxy_filters(s, [ProxyType.SmallTransfer, 99])
    assert isinstance(small.filter_mode, proxies.Allow)
    assert {one.constraint for one in small.filter_mode.calls} == {
        proxies.ParamLessThan(condition.argument.encode(), condition.limit)
        for condition in NARROW[ProxyType.SmallTransfer].values()
        if isinstance(condition, Below)
    }
    answer = RUNTIME.ask(s, "ProxyFilterRuntimeApi_get_proxy_filters", b"\x01\x04\x0e")
    assert b"sudo_unchecked_weight" in answer
    assert b"set_code" in answer
