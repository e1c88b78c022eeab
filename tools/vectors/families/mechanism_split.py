"""Vectors of the split of alpha among mechanisms and of weighted sums."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.epoch.mechanisms import accumulate_weighted, split_emissions

FAMILY = "mechanism_split"


def check(vector: dict[str, Any]) -> object:
    """Compute what `vector["out"]` records for one split or one step of a weighted sum."""
    given = vector["in"]
    if vector["fn"] == "weighted_acc_u16":
        total = accumulate_weighted(given["existing"], given["added"], given["weight_u64f64"], 16)
        return {"ret": total}
    return {"ret": split_as_recorded(given["alpha"], given["mechanism_count"], given["split"])}


def split_as_recorded(alpha: int, count: int, split: list[int] | None) -> list[int]:
    """Split as the recorded version did: it padded or cut a split of another length.

    The present rule takes such a split as none; it cannot be set any more.
    """
    if split is not None:
        split = [*split[:count], *[0] * (count - len(split))]
    return split_emissions(alpha, count, split)
