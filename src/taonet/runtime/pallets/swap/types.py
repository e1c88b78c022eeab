"""Codecs of the swap pallet."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.runtime.pallets.swap.curve import DEFAULT_QUOTE_WEIGHT
from taonet.scale import I32, U64, U128, Codec, newtype, struct

PERQUINTILL = newtype(U64, "sp_arithmetic::per_things::Perquintill")
"""Parts of 10**18."""

NON_ZERO_U64 = newtype(U64, "NonZeroU64")


@final
class Balancer(msgspec.Struct, frozen=True):
    """How a pool weighs TAO against alpha; `quote` is the weight of TAO in parts of 10**18."""

    quote: Annotated[int, PERQUINTILL] = DEFAULT_QUOTE_WEIGHT


BALANCER: Codec[Balancer] = struct(Balancer, "pallet_subtensor_swap::pallet::balancer::Balancer")

TICK_INDEX = newtype(I32, "pallet_subtensor_swap::pallet::TickIndex")
POSITION_ID = newtype(U128, "pallet_subtensor_swap::pallet::PositionId")
