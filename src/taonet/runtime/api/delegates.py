"""Delegates, hotkeys that take stake of others, as clients ask for them."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, PER_U16, account_id, compact_netuid, compact_u64
from taonet.scale import U64, Codec, Typed, compact, struct, tuple_of, vec

BLOCKS_PER_DAY = 7_200
THOUSAND_TAO = 1_000_000_000_000  # rao


@final
class DelegateInfo(msgspec.Struct, frozen=True):
    """A delegate: who has how much alpha with it, where it is registered, and what it brings in a day.

    `return_per_1000` is in rao of alpha for 1 000 TAO on root, `total_daily_return` in rao of alpha over all subnets,
    as in the last epochs.
    """

    delegate_ss58: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    take: Annotated[int, compact(PER_U16)]
    nominators: Annotated[
        list[tuple[AccountId, list[tuple[NetUid, int]]]],
        Typed(
            vec(tuple_of(ACCOUNT_ID, vec(tuple_of(compact(NET_UID), compact(U64))))),
            "Vec<(AccountId, Vec<(Compact<NetUid>, Compact<u64>)>)>",
        ),
    ]
    owner_ss58: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    registrations: list[compact_netuid]
    validator_permits: list[compact_netuid]
    return_per_1000: compact_u64
    total_daily_return: compact_u64


DELEGATE_INFO: Codec[DelegateInfo] = struct(
    DelegateInfo, "pallet_subtensor::rpc_info::delegate_info::DelegateInfo", parameters={"AccountId": ACCOUNT_ID}
)

Delegated = tuple[DelegateInfo, tuple[NetUid, Alpha]]
_DELEGATED: Codec[Delegated] = tuple_of(DELEGATE_INFO, tuple_of(compact(NET_UID), compact(ALPHA)))

API = runtime_api("DelegateInfoRuntimeApi", version=1, doc="Delegates and who staked with them.")


@API.method()
def get_delegates(s: State) -> list[DelegateInfo]:
    """Return all delegates."""
    return [_info(s, delegate, _nominators(s, delegate)) for delegate, _ in Accounts.Delegates.items(s)]


@API.method()
def get_delegate(s: State, delegate_account: account_id) -> DelegateInfo | None:
    """Return one delegate, or nothing for a hotkey that is none."""
    if not Accounts.Delegates.exists(s, delegate_account):
        return None
    return _info(s, delegate_account, _nominators(s, delegate_account))


@API.method()
def get_delegated(s: State, delegatee_account: account_id) -> Annotated[list[Delegated], vec(_DELEGATED)]:
    """Return the stakes of a coldkey with delegates, one entry a stake; the delegates come without nominators."""
    found: list[Delegated] = []
    for delegate, _ in Accounts.Delegates.items(s):
        netuids = sorted(netuid for (_, _, netuid), _ in Staking.AlphaV2.items_under(s, delegate, delegatee_account))
        if netuids:
            info = _info(s, delegate, [])
            found += [(info, (netuid, stakes.stake_of(s, delegate, delegatee_account, netuid))) for netuid in netuids]
    return found


def _nominators(s: State, delegate: AccountId) -> list[tuple[AccountId, list[tuple[NetUid, int]]]]:
    """Return the stakes with a delegate by coldkey and subnet, both in order."""
    existing = set(registry.netuids(s))
    found: dict[AccountId, list[tuple[NetUid, int]]] = {}
    for coldkey, netuid in sorted(_positions(s, delegate)):
        if netuid in existing:
            found.setdefault(coldkey, []).append((netuid, stakes.stake_of(s, delegate, coldkey, netuid)))
    return list(found.items())


def _info(s: State, delegate: AccountId, nominators: list[tuple[AccountId, list[tuple[NetUid, int]]]]) -> DelegateInfo:
    registrations = [netuid for netuid, member in Subnets.IsNetworkMember.items_under(s, delegate) if member]
    seats = {netuid: uid for netuid in registrations if (uid := Neurons.Uids.get(s, netuid, delegate)) is not None}
    take, daily = Accounts.Delegates.get(s, delegate), 0
    for netuid, uid in seats.items():
        daily = U64F64.add(daily, _daily_emission(s, netuid, uid))
    return DelegateInfo(
        delegate_ss58=delegate,
        take=take,
        nominators=nominators,
        owner_ss58=Accounts.Owner.get(s, delegate),
        registrations=registrations,
        validator_permits=[netuid for netuid, uid in seats.items() if _at(Neurons.ValidatorPermit.get(s, netuid), uid)],
        return_per_1000=U64F64.to_int(_return_per_1000(take, stakes.stake_on_hotkey(s, delegate, ROOT), daily)),
        total_daily_return=U64F64.to_int(daily),
    )


def _positions(s: State, delegate: AccountId) -> list[tuple[AccountId, NetUid]]:
    return [
        (coldkey, netuid)
        for (_, coldkey, netuid), share in Staking.AlphaV2.items_under(s, delegate)
        if not share.is_zero() and not stakes.is_share_void(s, delegate, coldkey, netuid)
    ]


def _at(values: list[bool], uid: int) -> bool:
    return values[uid] if uid < len(values) else False


def _daily_emission(s: State, netuid: NetUid, uid: int) -> int:
    """Return what a seat would get in a day of epochs like the last, as U64F64 bits of rao; 0 without epochs."""
    emissions, tempo = Neurons.Emission.get(s, netuid), Hyperparameters.Tempo.get(s, netuid)
    emission = emissions[uid] if uid < len(emissions) else 0
    epochs = U64F64.safe_div(U64F64.from_int(BLOCKS_PER_DAY), U64F64.from_int(tempo))
    return U64F64.mul(U64F64.from_int(emission), epochs)


def _return_per_1000(take: int, stake: int, daily: int) -> int:
    """Return what 1 000 TAO of `stake` rao on root get of a day's emission after the take, as U64F64 bits."""
    kept = U64F64.sub(U64F64.one, U64F64.safe_div(U64F64.from_int(take), U64F64.from_int(U16_MAX)))
    thousands = U64F64.safe_div(U64F64.from_int(stake), U64F64.from_int(THOUSAND_TAO))
    return U64F64.safe_div(U64F64.mul(daily, kept), thousands)
