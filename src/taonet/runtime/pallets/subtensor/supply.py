"""The curve on which this chain issues TAO and alpha: the real chain's, unless its genesis chose another.

A chosen one is in the state under a key of its own, which the real chain does not have; nothing ever changes it.

Source: coinbase/block_emission.rs get_block_emission_for_issuance
"""

from __future__ import annotations

from functools import cache

from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve
from taonet.scale import U64, tuple_of

CURVE_KEY = b":taonet:curve"
_CURVE = tuple_of(U64, U64)


def curve_of(s: State) -> Curve:
    """Return the curve of the chain whose state this is."""
    chosen = s.get(CURVE_KEY)
    return REAL_CURVE if chosen is None else decode_curve(chosen)


def choose_curve(s: State, curve: Curve) -> None:
    """Let a chain that is being made issue on this curve."""
    if curve != REAL_CURVE:
        s.put(CURVE_KEY, _CURVE.encode((curve.cap, curve.first)))


@cache
def decode_curve(chosen: bytes) -> Curve:
    """Return the curve that stands under `CURVE_KEY`."""
    return Curve(*_CURVE.decode(chosen))
