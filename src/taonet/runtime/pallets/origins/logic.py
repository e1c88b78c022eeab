"""As whom a track's calls are made: root that may make few calls, or a subnet's owner who may make few calls on it.

Source: polkadot-sdk/polkadot/runtime/westend/src/governance/origins.rs decl_ensure
"""

from __future__ import annotations

from functools import cache

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin
from taonet.frame.origin import Origin, OriginFilter, OwnOrigins, Root, Signed
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.origins.permitted import PERMITTED
from taonet.runtime.pallets.origins.types import TRACK_ORIGIN, Subnet, TrackOrigin
from taonet.runtime.pallets.subtensor.subnets.registry import exists
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.system.errors import CallFiltered


def is_the_same_subnet(s: State, origin: Subnet) -> bool:
    """Tell whether the subnet of an origin exists and is the one that was meant."""
    if origin.netuid == ROOT or not exists(s, origin.netuid):
        return False
    return Subnets.NetworkRegisteredAt.get(s, origin.netuid) == origin.registered_at


def becomes(s: State, origin: TrackOrigin) -> Origin:
    """Return as whom a call is made with a track's origin; raises `BadOrigin` for a subnet that is gone."""
    filters = (_only_permitted(s.runtime, type(origin)),)
    if not isinstance(origin, Subnet):
        return Root(filters)
    if not is_the_same_subnet(s, origin):
        raise BadOrigin
    return Signed(Subnets.SubnetOwner.get(s, origin.netuid), (*filters, _only_on(origin.netuid)))


@cache
def _only_permitted(runtime: Runtime, kind: type[TrackOrigin]) -> OriginFilter:
    """Return what refuses the calls that are not in a track's row of the table."""
    permitted = frozenset(runtime.calls[name] for name in PERMITTED[kind] if name in runtime.calls)

    def refuse(call: RuntimeCall) -> None:
        if call.call not in permitted:
            raise CallFiltered

    return refuse


@cache
def _only_on(netuid: NetUid) -> OriginFilter:
    """Return what refuses calls on other subnets; batches name none."""

    def refuse(call: RuntimeCall) -> None:
        if call.arguments().get("netuid", netuid) != netuid:
            raise CallFiltered

    return refuse


ORIGINS = OwnOrigins(
    "Origins",
    42,
    TRACK_ORIGIN,
    "pallet_custom_origins::Origin",
    tuple(PERMITTED),
    becomes,
)
