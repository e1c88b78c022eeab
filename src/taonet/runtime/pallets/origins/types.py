"""The origins in whose name holders decide: one for each track of referenda but root's.

Source: polkadot-sdk/polkadot/runtime/westend/src/governance/origins.rs Origin
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.primitives.ids import NetUid
from taonet.runtime.types import NET_UID
from taonet.scale import U64, Case, Codec, tagged_enum


@final
class WishForChange(msgspec.Struct, frozen=True):
    """Advice: what holders wish, and nothing that is done."""


@final
class NetworkParameters(msgspec.Struct, frozen=True):
    """The settings of the whole network."""


@final
class SubnetAffairs(msgspec.Struct, frozen=True):
    """The settings of any subnet, without the bounds of its owner."""


@final
class ReferendumCanceller(msgspec.Struct, frozen=True):
    """Ends referenda and gives the deposits back."""


@final
class ReferendumKiller(msgspec.Struct, frozen=True):
    """Ends referenda and takes the deposits."""


@final
class Subnet(msgspec.Struct, frozen=True):
    """The holders of a subnet's alpha, who may set what its owner may.

    The block of its creation is named too: a later subnet of the same number is another one.
    """

    netuid: Annotated[NetUid, NET_UID]
    registered_at: Annotated[int, U64]


TrackOrigin = WishForChange | NetworkParameters | SubnetAffairs | ReferendumCanceller | ReferendumKiller | Subnet

TRACK_ORIGIN: Codec[TrackOrigin] = tagged_enum(
    "pallet_custom_origins::pallet::custom_origins::Origin",
    (
        Case(WishForChange, 0),
        Case(NetworkParameters, 1),
        Case(SubnetAffairs, 2),
        Case(ReferendumCanceller, 3),
        Case(ReferendumKiller, 4),
        Case(Subnet, 5),
    ),
)
