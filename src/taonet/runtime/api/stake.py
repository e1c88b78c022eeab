"""Stakes by coldkey and hotkey, as clients ask for them."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.limits import availability
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import (
    ACCOUNT_ID,
    NET_UID,
    account_id,
    compact_alpha,
    compact_netuid,
    compact_tao,
    compact_u64,
    netuid,
)
from taonet.scale import Codec, Typed, ordered_map, struct, u64

_MODULE = "pallet_subtensor::rpc_info::stake_info"


@final
class StakeInfo(msgspec.Struct, frozen=True):
    """A stake and what its hotkey earned for all stakers in its last epoch. `drain` and `tao_emission` are always 0."""

    hotkey: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    coldkey: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    netuid: compact_netuid
    stake: compact_alpha
    locked: compact_u64
    emission: compact_alpha
    tao_emission: compact_tao
    drain: compact_u64
    is_registered: bool


STAKE_INFO: Codec[StakeInfo] = struct(StakeInfo, f"{_MODULE}::StakeInfo", parameters={"AccountId": ACCOUNT_ID})


@final
class StakeAvailability(msgspec.Struct, frozen=True):
    """A coldkey's alpha on a subnet: all of it, what a lock holds, and what may be unstaked."""

    total: compact_alpha
    locked: compact_alpha
    available: compact_alpha


STAKE_AVAILABILITY: Codec[StakeAvailability] = struct(StakeAvailability, f"{_MODULE}::StakeAvailability")

API = runtime_api("StakeInfoRuntimeApi", version=1, doc="Stakes of coldkeys.")


@API.method()
def get_stake_info_for_coldkey(s: State, coldkey_account: account_id) -> list[StakeInfo]:
    """Return all stakes of a coldkey, by subnet."""
    return [
        _stake_info(s, hotkey, coldkey_account, netuid, stake)
        for netuid in _subnets(s)
        for hotkey in Accounts.StakingHotkeys.get(s, coldkey_account)
        if (stake := stakes.stake_of(s, hotkey, coldkey_account, netuid))
    ]


@API.method()
def get_stake_info_for_coldkeys(
    s: State, coldkey_accounts: list[account_id]
) -> list[tuple[account_id, list[StakeInfo]]]:
    """Return all stakes of several coldkeys, each by subnet."""
    return [(coldkey, get_stake_info_for_coldkey(s, coldkey)) for coldkey in coldkey_accounts]


@API.method()
def get_stake_info_for_hotkey_coldkey_netuid(
    s: State, hotkey_account: account_id, coldkey_account: account_id, netuid: netuid
) -> StakeInfo | None:
    """Return one stake, of size 0 where there is none."""
    stake = stakes.stake_of(s, hotkey_account, coldkey_account, netuid)
    return _stake_info(s, hotkey_account, coldkey_account, netuid, stake)


@API.method()
def get_stake_availability_for_coldkeys(
    s: State, coldkey_accounts: list[account_id], netuids: list[netuid] | None
) -> Annotated[
    dict[AccountId, dict[NetUid, StakeAvailability]], ordered_map(ACCOUNT_ID, ordered_map(NET_UID, STAKE_AVAILABILITY))
]:
    """Return what several coldkeys may unstake, on the given subnets or on all; subnets without stake are left out.

    An empty list of subnets, or one longer than there are subnets, gives nothing for every coldkey.
    """
    return {
        coldkey: {netuid: answer for netuid in _asked(s, netuids) if (answer := _available(s, coldkey, netuid))}
        for coldkey in coldkey_accounts
    }


@API.method()
def get_stake_fee(
    s: State,
    origin: tuple[account_id, netuid] | None,
    origin_coldkey_account: account_id,
    destination: tuple[account_id, netuid] | None,
    destination_coldkey_account: account_id,
    amount: u64,
) -> u64:
    """Return the swap fee of staking, unstaking or moving `amount`, in its own unit and without regard to limits."""
    if origin == destination:
        return 0
    position = destination or origin
    return pools.fee_amount(s, ROOT if position is None else position[1], amount)


def _subnets(s: State) -> list[NetUid]:
    return [netuid for netuid, _ in Subnets.NetworksAdded.items(s)]


def _asked(s: State, netuids: list[NetUid] | None) -> list[NetUid]:
    existing = _subnets(s)
    if netuids is None:
        return existing
    wanted = sorted(set(netuids))
    if len(wanted) > len(existing):
        return []
    return [netuid for netuid in wanted if Subnets.NetworksAdded.get(s, netuid)]


def _available(s: State, coldkey: AccountId, netuid: NetUid) -> StakeAvailability | None:
    found = availability(s, coldkey, netuid)
    if found.total == 0 and found.locked == 0:
        return None
    return StakeAvailability(found.total, found.locked, found.available)


def _stake_info(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid, stake: Alpha) -> StakeInfo:
    return StakeInfo(
        hotkey=hotkey,
        coldkey=coldkey,
        netuid=netuid,
        stake=stake,
        locked=0,
        emission=Coinbase.AlphaDividendsPerSubnet.get(s, netuid, hotkey),
        tao_emission=Tao(0),
        drain=0,
        is_registered=Neurons.Uids.exists(s, netuid, hotkey),
    )
