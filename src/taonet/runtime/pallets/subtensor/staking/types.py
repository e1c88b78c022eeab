"""Codecs of the staking slice."""

from __future__ import annotations

from taonet.primitives.safe_float import SafeFloat
from taonet.scale import I64, U128, Codec, struct

SAFE_FLOAT: Codec[SafeFloat] = struct(SafeFloat, "share_pool::SafeFloat", {"mantissa": U128, "exponent": I64})
"""A share of a stake pool, see `taonet.primitives.safe_float`."""
