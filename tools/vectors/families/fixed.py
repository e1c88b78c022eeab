"""Vectors of the fixed-point formats: every operation on random pairs."""

from __future__ import annotations

import struct
from typing import Any

from taonet.primitives.fixed import FORMATS, FixedFormat

FAMILY = "fixed"


def check(vector: dict[str, Any]) -> object:
    """Compute what `vector["out"]` records for one pair, or for one float."""
    if vector["fn"] == "from_f64":
        (value,) = struct.unpack("<d", struct.pack("<Q", vector["in"]["f64_bits"]))
        return {name: FORMATS[name].from_float_literal(value) for name in vector["out"]}
    form = FORMATS[vector["fn"]]
    return _operations(form, vector["in"]["a"], vector["in"]["b"])


def _operations(form: FixedFormat, a: int, b: int) -> dict[str, int | None]:
    return {
        "saturating_add": form.add(a, b),
        "saturating_sub": form.sub(a, b),
        "saturating_mul": form.mul(a, b),
        "checked_mul": form.checked_mul(a, b),
        "checked_div": form.checked_div(a, b),
        "safe_div": form.safe_div(a, b),
        "to_u64": form.to_int(a, 64),
        "to_u16": form.to_int(a, 16),
        "floor": form.floor(a),
        "round": form.round(a),
        **{f"to_{name}": target.convert(a, form) for name, target in FORMATS.items()},
    }
