"""Tracks: by which rules each kind of proposal is decided, and in whose name it is carried out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, final

import msgspec

from taonet.gov.chain import Chain
from taonet.gov.curves import curve_of
from taonet.runtime.pallets.referenda.curves import Curve
from taonet.scale.described.naming import unknown
from taonet.scale.described.syntax import BadText
from taonet.scale.described.types import Case

CALLER: Final = "OriginCaller"
ORIGINS: Final = "Origins"
FIRST_SUBNET: Final = 1_000
"""The track of a subnet is this and its number."""
SECONDS_A_BLOCK: Final = 12.0
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@final
class Track(msgspec.Struct, frozen=True):
    """A track; periods are in blocks, amounts in rao."""

    id: int
    name: str
    max_deciding: int
    decision_deposit: int
    prepare_period: int
    decision_period: int
    confirm_period: int
    min_enactment_period: int
    approval: Curve
    support: Curve

    @property
    def netuid(self) -> int | None:
        """Return the subnet whose holders decide here, None for a track of the whole chain."""
        return self.id - FIRST_SUBNET if self.name == f"subnet_{self.id - FIRST_SUBNET}" else None


def unit_of(track: Track | None) -> str:
    """Return what votes on a track, `tao` or a subnet's `alpha`."""
    return "tao" if track is None or track.netuid is None else "alpha"


def tracks(chain: Chain) -> Sequence[Track]:
    """Return all tracks that the chain declares, those of subnets that do not exist too."""
    chain.need("Referenda")
    return [_track(number, fields) for number, fields in chain.constant("Referenda", "Tracks")]


def open_tracks(chain: Chain) -> Sequence[Track]:
    """Return the tracks on which something can be proposed now."""
    return [one for one in tracks(chain) if one.netuid is None or _registered_at(chain, one.netuid) is not None]


def track_named(chain: Chain, word: str) -> Track:
    """Return a track by name, number, or as `subnet 3`; raises `BadText`."""
    found = tracks(chain)
    wanted = word.strip().lower().replace(" ", "_").replace("-", "_")
    for one in found:
        if wanted in (one.name, str(one.id)):
            return one
    raise BadText(unknown("track", word, (one.name for one in open_tracks(chain))))


def origin_of(chain: Chain, track: Track) -> bytes:
    """Return the origin whose calls a track decides on, as the chain writes it.

    A track is named after its origin: `network_parameters` decides for `NetworkParameters`, `root` for root.
    """
    types, number = chain.described.types, chain.described.type_named(CALLER)
    if number is None:
        raise BadText(f"the metadata describes no {CALLER}")
    if track.name == "root":
        return types.encode(number, Case("system", [Case("Root")]))
    if track.netuid is not None:
        at = _registered_at(chain, track.netuid)
        if at is None:
            raise BadText(f"there is no subnet {track.netuid}, so its track decides nothing")
        inner = Case("Subnet", {"netuid": track.netuid, "registered_at": at})
        return types.encode(number, Case(ORIGINS, [inner]))
    outer = next((one for one in types.variants(number) if one.name == ORIGINS), None)
    for one in () if outer is None else types.variants(outer.fields[0].type):
        if _HUMP.sub("_", one.name).lower() == track.name:
            return types.encode(number, Case(ORIGINS, [Case(one.name)]))
    raise BadText(f"no origin of the chain is named after the track {track.name}")


def days(blocks: int, seconds: float = SECONDS_A_BLOCK) -> str:
    """Return how long so many blocks take."""
    minutes = round(blocks * seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes / 60:.3g} h" if minutes < 2_880 else f"{minutes / 1_440:.3g} d"


def _registered_at(chain: Chain, netuid: int) -> int | None:
    if not chain.get("SubtensorModule", "NetworksAdded", netuid):
        return None
    return chain.get("SubtensorModule", "NetworkRegisteredAt", netuid)


def _track(number: int, fields: dict[str, Any]) -> Track:
    name = fields["name"]
    text = name.rstrip(b"\0").decode() if isinstance(name, bytes) else name
    return Track(
        id=number,
        name=text,
        max_deciding=fields["max_deciding"],
        decision_deposit=fields["decision_deposit"],
        prepare_period=fields["prepare_period"],
        decision_period=fields["decision_period"],
        confirm_period=fields["confirm_period"],
        min_enactment_period=fields["min_enactment_period"],
        approval=curve_of(fields["min_approval"]),
        support=curve_of(fields["min_support"]),
    )
