"""The tracks: by which rules each kind of referendum is decided.

All periods are in blocks of 12 seconds. The rules of a track are part of the rules of the chain: they change with a version
of the runtime alone, and then at once, for referenda that are open too. Whoever plays a block again plays it with the
version that made it. No track's support falls to nothing, unlike upstream's: one vote is no decision.

The track of a subnet is 1000 more than its number, and votes there count in its alpha. There is one for each of the first
128 subnets, so that the constant `Tracks`, which screens read, holds every track there is.

Source: polkadot-sdk/substrate/frame/referenda/src/types.rs TrackInfo, TracksInfo
Source: polkadot-sdk/polkadot/runtime/westend/src/governance/tracks.rs track_for
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.origin import OriginCaller
from taonet.frame.state import State
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import NetUid
from taonet.primitives.perbill import ONE, percent
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.origins.logic import is_the_same_subnet
from taonet.runtime.pallets.origins.types import (
    NetworkParameters,
    ReferendumCanceller,
    ReferendumKiller,
    Subnet,
    SubnetAffairs,
    WishForChange,
)
from taonet.runtime.pallets.referenda.curves import CURVE, Curve, make_linear, make_reciprocal
from taonet.runtime.types import TAO
from taonet.scale import TEXT, U16, U32, Codec, Typed, struct, tuple_of, vec

MINUTE = 5
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FIRST_SUBNET_TRACK = 1000
SUBNET_TRACKS = 128

_Moment = Annotated[int, Typed(U32, "Moment")]
_Curve = Annotated[Curve, CURVE]


@final
class TrackInfo(msgspec.Struct, frozen=True):
    """The rules of a track."""

    name: Annotated[str, Typed(TEXT, "&'static str")]
    max_deciding: Annotated[int, U32]
    decision_deposit: Annotated[Tao, Typed(TAO, "Balance")]
    prepare_period: _Moment
    decision_period: _Moment
    confirm_period: _Moment
    min_enactment_period: _Moment
    min_approval: _Curve
    min_support: _Curve


TRACK_INFO: Codec[TrackInfo] = struct(
    TrackInfo, "pallet_referenda::types::TrackInfo", parameters={"Balance": TAO, "Moment": U32}
)
TRACKS_TYPE = vec(tuple_of(U16, TRACK_INFO))


def _tao(amount: int) -> Tao:
    return Tao(amount * RAO_PER_TAO)


_HALF, _ALL = percent(50), ONE
_STEEP = make_reciprocal(4, 28, percent(80), _HALF, _ALL)
_LINEAR = make_linear(17, 28, _HALF, _ALL)
_BROAD = make_linear(28, 28, percent(5), _HALF)
_FEW = make_reciprocal(12, 28, percent(2), percent(1), _HALF)
_OF_A_SUBNET = make_reciprocal(1, 3, percent(15), percent(5), _HALF)

_OF_THE_CHAIN: tuple[tuple[int, TrackInfo], ...] = (
    (0, TrackInfo("root", 2, _tao(500), 2 * HOUR, 14 * DAY, DAY, DAY, _STEEP, _BROAD)),
    (2, TrackInfo("wish_for_change", 10, _tao(10), HOUR, 7 * DAY, 12 * HOUR, 10 * MINUTE, _LINEAR, _FEW)),
    (10, TrackInfo("network_parameters", 10, _tao(50), HOUR, 7 * DAY, 12 * HOUR, 6 * HOUR, _LINEAR, _FEW)),
    (11, TrackInfo("subnet_affairs", 20, _tao(20), HOUR, 7 * DAY, 6 * HOUR, 2 * HOUR, _LINEAR, _FEW)),
    (20, TrackInfo("referendum_canceller", 50, _tao(50), 10 * MINUTE, 3 * DAY, HOUR, 5 * MINUTE, _LINEAR, _FEW)),
    (21, TrackInfo("referendum_killer", 50, _tao(200), 10 * MINUTE, 7 * DAY, 3 * HOUR, 5 * MINUTE, _LINEAR, _FEW)),
)


def _of_subnet(netuid: int) -> tuple[int, TrackInfo]:
    rules = TrackInfo(f"subnet_{netuid}", 5, _tao(2), HOUR, 3 * DAY, 6 * HOUR, HOUR, _LINEAR, _OF_A_SUBNET)
    return FIRST_SUBNET_TRACK + netuid, rules


TRACKS = (*_OF_THE_CHAIN, *map(_of_subnet, range(1, SUBNET_TRACKS + 1)))
"""Every track, in the order of their numbers."""

_BY_ID = dict(TRACKS)

_BY_ORIGIN: dict[type[OriginCaller], int] = {
    RawRoot: 0,
    WishForChange: 2,
    NetworkParameters: 10,
    SubnetAffairs: 11,
    ReferendumCanceller: 20,
    ReferendumKiller: 21,
}


def info(track: int) -> TrackInfo | None:
    """Return the rules of a track; None for a number that no track has."""
    return _BY_ID.get(track)


def track_for(s: State, origin: OriginCaller) -> int | None:
    """Return the track that decides on calls with an origin; None where none does, as for a subnet that is gone."""
    if not isinstance(origin, Subnet):
        return _BY_ORIGIN.get(type(origin))
    track = FIRST_SUBNET_TRACK + origin.netuid
    return track if track in _BY_ID and is_the_same_subnet(s, origin) else None


def netuid_of(track: int) -> NetUid | None:
    """Return the subnet whose track this is; None for a track of the whole chain."""
    netuid = track - FIRST_SUBNET_TRACK
    return NetUid(netuid) if 1 <= netuid <= SUBNET_TRACKS else None
