"""What each proxy type allows, and which type covers which.

A type allows the calls of whole groups. Two are narrower than any group: small transfers are bounded by an argument, and
one call of sudo's is bound to what it wraps. Deprecated types allow nothing, and can still be given.

Source: runtime/src/proxy_filters/mod.rs proxy_type_filter, is_superset, proxy_filter_mode
Source: runtime/src/proxy_filters/call_groups.rs SmallTransferCalls, SudoSetCodeCalls
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import msgspec

from taonet.frame.call import RuntimeCall
from taonet.frame.runtime import Runtime
from taonet.runtime.pallets.proxy.groups import GROUP_OF, Group
from taonet.runtime.pallets.proxy.types import ProxyType

Name = tuple[str, str]
"""Names of a pallet and of a call."""

SMALL = 500_000_000
"""A transfer of this many rao, of TAO or of alpha, is no small one."""


@final
class Below(msgspec.Struct, frozen=True):
    """An argument must be less than a limit."""

    argument: str
    limit: int


@final
class Wraps(msgspec.Struct, frozen=True):
    """The call inside must be this one."""

    argument: str
    call: Name


Condition = Below | Wraps

_BROAD = frozenset({
    Group.INFRASTRUCTURE, Group.SUBNET_MANAGEMENT, Group.ROOT_CONFIG, Group.POW_REGISTRATION, Group.CHILD_KEYS,
    Group.ROOT_CLAIM, Group.SUBNET_IDENTITY, Group.SUBNET_ACTIVATION, Group.COMMON,
})  # fmt: skip
"""What the three broad types have in common."""

ALLOWED: Mapping[ProxyType, frozenset[Group]] = {
    ProxyType.Owner: frozenset({Group.SUBNET_IDENTITY, Group.SUBNET_MANAGEMENT}),
    ProxyType.NonCritical: _BROAD | {
        Group.EVM, Group.CONTRACTS, Group.BALANCE_TRANSFER, Group.BALANCE_MAINTENANCE, Group.STAKE_MANAGEMENT,
        Group.STAKE_TRANSFER, Group.HOTKEY_SWAP, Group.SUBTENSOR_VALUE,
    },
    ProxyType.NonTransfer: _BROAD | {
        Group.STAKE_MANAGEMENT, Group.BURNED_REGISTRATION, Group.ROOT_REGISTRATION, Group.HOTKEY_SWAP,
        Group.CRITICAL_NETWORK, Group.SUBTENSOR_VALUE,
    },
    ProxyType.NonFungible: _BROAD | {Group.CRITICAL_NETWORK},
    ProxyType.Staking: frozenset({Group.STAKE_MANAGEMENT}),
    ProxyType.Registration: frozenset({Group.POW_REGISTRATION, Group.BURNED_REGISTRATION}),
    ProxyType.Transfer: frozenset({Group.BALANCE_TRANSFER, Group.STAKE_TRANSFER}),
    ProxyType.ChildKeys: frozenset({Group.CHILD_KEYS}),
    ProxyType.SwapHotkey: frozenset({Group.HOTKEY_SWAP}),
    ProxyType.SubnetLeaseBeneficiary: frozenset({
        Group.SUBNET_ACTIVATION, Group.SUBNET_IDENTITY, Group.SUBNET_MANAGEMENT,
    }),
    ProxyType.RootClaim: frozenset({Group.ROOT_CLAIM}),
    ProxyType.BasketTrading: frozenset({Group.BASKET_TRADING}),
}  # fmt: skip

NARROW: Mapping[ProxyType, Mapping[Name, Condition]] = {
    ProxyType.SmallTransfer: {
        ("Balances", "transfer_keep_alive"): Below("value", SMALL),
        ("Balances", "transfer_allow_death"): Below("value", SMALL),
        ("SubtensorModule", "transfer_stake"): Below("alpha_amount", SMALL),
        ("SubtensorModule", "transfer_stake_and_hotkey"): Below("alpha_amount", SMALL),
    },
    ProxyType.SudoUncheckedSetCode: {("Sudo", "sudo_unchecked_weight"): Wraps("call", ("System", "set_code"))},
}
DEPRECATED = frozenset({ProxyType.Senate, ProxyType.Triumvirate, ProxyType.Governance, ProxyType.RootWeights})

_WITHIN_NON_TRANSFER = DEPRECATED | {
    ProxyType.Owner, ProxyType.NonFungible, ProxyType.Staking, ProxyType.Registration, ProxyType.ChildKeys,
    ProxyType.SwapHotkey, ProxyType.SubnetLeaseBeneficiary, ProxyType.RootClaim,
}  # fmt: skip


def covers(mine: ProxyType, other: ProxyType) -> bool:
    """Tell whether a delegate of one type may give and take the other: it allows nothing that the one does not."""
    if mine in {other, ProxyType.Any}:
        return True
    if mine is ProxyType.NonTransfer:
        return other in _WITHIN_NON_TRANSFER
    return mine is ProxyType.Transfer and other is ProxyType.SmallTransfer


def rows(proxy_type: ProxyType) -> dict[Name, Condition | None] | None:
    """Return the calls that a type allows, each with its condition; None when it allows everything."""
    if proxy_type is ProxyType.Any:
        return None
    narrow = NARROW.get(proxy_type)
    if narrow is not None:
        return dict(narrow)
    groups = ALLOWED.get(proxy_type, frozenset())
    return dict.fromkeys(name for name, group in GROUP_OF.items() if group in groups)


_ROWS = {proxy_type: rows(proxy_type) for proxy_type in ProxyType}


def permits(runtime: Runtime, proxy_type: ProxyType, call: RuntimeCall) -> bool:
    """Tell whether a delegate of this type may make a call. What it wraps is asked for when it is made."""
    allowed = _ROWS[proxy_type]
    if allowed is None:
        return True
    name = runtime.name_of(call.call)
    if name not in allowed:
        return False
    condition = allowed[name]
    if condition is None:
        return True
    value = call.arguments()[condition.argument]
    if isinstance(condition, Below):
        return value < condition.limit
    return runtime.name_of(value.call) == condition.call
