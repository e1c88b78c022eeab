"""Mortal eras: the blocks in which a signature is valid.

A mortal era is two bytes: the low four bits give the period (a power of two from 4
to 65,536), the rest the phase in steps of a sixteenth part per mille of the period.

Source: polkadot-sdk/substrate/primitives/runtime/src/generic/era.rs mortal, birth, death
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.scale import U8, Codec, DecodeError, EncodeError, Reader
from taonet.scale import shape as shapes

MIN_PERIOD = 4
MAX_PERIOD = 1 << 16


@final
class Era(msgspec.Struct, frozen=True):
    """`period` 0 is immortal; otherwise a power of two with `phase` below it."""

    period: int = 0
    phase: int = 0

    def birth(self, current: int) -> int:
        """Return the first block of the era that contains block `current`; 0 when immortal."""
        if not self.period:
            return 0
        return (max(current, self.phase) - self.phase) // self.period * self.period + self.phase

    def death(self, current: int) -> int:
        """Return the first block in which a signature made for this era is no longer valid."""
        return self.birth(current) + self.period if self.period else (1 << 64) - 1


IMMORTAL = Era()


def mortal(period: int, current: int) -> Era:
    """Return the era of about `period` blocks that starts at block `current`."""
    rounded = min(max(1 << (period - 1).bit_length(), MIN_PERIOD), MAX_PERIOD)
    step = max(rounded >> 12, 1)
    return Era(rounded, current % rounded // step * step)


def _write(era: Era, out: bytearray) -> None:
    if not era.period:
        out.append(0)
        return
    if era.period & (era.period - 1) or not MIN_PERIOD <= era.period <= MAX_PERIOD or era.phase >= era.period:
        raise EncodeError(f"{era} is no era")
    step = max(era.period >> 12, 1)
    out += (era.period.bit_length() - 2 | era.phase // step << 4).to_bytes(2, "little")


def _read(reader: Reader) -> Era:
    first = reader.byte()
    if first == 0:
        return IMMORTAL
    encoded = first | reader.byte() << 8
    period = 2 << (encoded % 16)
    phase = (encoded >> 4) * max(period >> 12, 1)
    if period < MIN_PERIOD or phase >= period:
        raise DecodeError(f"{encoded:#06x} is no era before offset {reader.position}")
    return Era(period, phase)


def _variants() -> tuple[shapes.VariantShape, ...]:
    byte = (shapes.FieldShape(None, U8),)
    return (
        shapes.VariantShape("Immortal", 0),
        *(shapes.VariantShape(f"Mortal{index}", index, byte) for index in range(1, 256)),
    )


ERA: Codec[Era] = Codec(
    "Era", shapes.Shape(shapes.Variant(_variants), path="sp_runtime::generic::era::Era"), _write, _read, 1
)
