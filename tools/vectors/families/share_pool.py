"""Sequences of operations on one share pool, from an empty one, by the rule of spec 425."""

from __future__ import annotations

from typing import Any, final

from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.pallets.subtensor.math.share_pool import update_for_all, update_for_one_at_425, value_of
from tools.vectors.families.safefloat import as_list

FAMILY = "share_pool"
_KEYS_SHOWN = 4


def check(vector: dict[str, Any]) -> object:
    """Return every step with the state of the pool after it."""
    pool = MemoryPool()
    return {"steps": [_step(pool, step) for step in vector["out"]["steps"]]}


@final
class MemoryPool:
    """A share pool in memory."""

    def __init__(self) -> None:
        self.value = 0
        self.total = SafeFloat.zero()
        self.shares: dict[int, SafeFloat] = {}

    def shared_value(self) -> int:
        """Return the amount of the pool."""
        return self.value

    def set_shared_value(self, value: int) -> None:
        """Set the amount of the pool."""
        self.value = value

    def denominator(self) -> SafeFloat:
        """Return the sum of shares."""
        return self.total

    def set_denominator(self, denominator: SafeFloat) -> None:
        """Set the sum of shares."""
        self.total = denominator

    def share(self, key: int) -> SafeFloat:
        """Return one share."""
        return self.shares.get(key, SafeFloat.zero())

    def set_share(self, key: int, share: SafeFloat) -> None:
        """Set one share."""
        if share.is_zero():
            self.shares.pop(key, None)
        else:
            self.shares[key] = share


def _step(pool: MemoryPool, step: dict[str, Any]) -> dict[str, object]:
    operation, key, amount = step["op"], step["key"], step["amount"]
    match operation:
        case "add":
            update_for_one_at_425(pool, key, amount)
        case "sub":
            update_for_one_at_425(pool, key, -amount)
        case "all":
            update_for_all(pool, amount)
        case other:
            raise LookupError(other)
    return {
        "op": operation,
        "key": key,
        "amount": amount,
        "shared_value": pool.value,
        "denominator": as_list(pool.total),
        "values": [value_of(pool, known) for known in range(_KEYS_SHOWN)],
        "shares": [[known, as_list(share)] for known, share in sorted(pool.shares.items())],
    }
