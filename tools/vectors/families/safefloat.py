"""Arithmetic of shares."""

from __future__ import annotations

from typing import Any

from taonet.primitives.safe_float import SafeFloat

FAMILY = "safefloat"


def check(vector: dict[str, Any]) -> object:
    """Return the result of one operation and the unchanged first operand."""
    given = {name: SafeFloat(*parts) for name, parts in vector["in"].items()}
    value = given["self"]
    match vector["fn"]:
        case "add":
            result = value.add(given["a"])
        case "sub":
            result = value.sub(given["a"])
        case "div":
            result = value.div(given["a"])
        case "mul_div":
            result = value.mul_div(given["a"], given["b"])
        case other:
            raise LookupError(other)
    return {"ret": None if result is None else as_list(result), "self": as_list(value)}


def as_list(value: SafeFloat) -> list[int]:
    """Return a share as vectors write it."""
    return [value.mantissa, value.exponent]
