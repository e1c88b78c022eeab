"""What a track asks for as time goes by: the runtime's own curves, made of what metadata says of them."""

from __future__ import annotations

from typing import Final

import msgspec

from taonet.primitives.perbill import ONE
from taonet.runtime.pallets.referenda.curves import Curve, LinearDecreasing, Reciprocal, SteppedDecreasing, threshold
from taonet.scale.described.types import Case
from taonet.scale.errors import DecodeError

_KINDS: Final = {kind.__name__: kind for kind in (LinearDecreasing, SteppedDecreasing, Reciprocal)}


def curve_of(case: Case) -> Curve:
    """Return the curve that a value of metadata's `Curve` is."""
    if case.name not in _KINDS:
        raise DecodeError(f"{case.name} is no curve that is known here")
    return msgspec.convert(case.fields, _KINDS[case.name])


def sampled(curve: Curve, count: int = 200) -> list[tuple[float, float]]:
    """Return points of a curve, both axes from 0 to 100 %."""
    steps = (ONE * step // count for step in range(count + 1))
    return [(100 * x / ONE, 100 * threshold(curve, x) / ONE) for x in steps]
