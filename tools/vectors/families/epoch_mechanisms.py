"""Vectors of a whole subnet: its mechanisms' epochs, joined.

The epochs themselves are vectors of the family `epoch` with the same `group`.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from taonet.runtime.pallets.subtensor.epoch.mechanisms import join_mechanisms
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import run_yuma
from tools import recorded
from tools.vectors.families.epoch import inputs_of
from tools.vectors.families.mechanism_split import split_as_recorded

FAMILY = "epoch_mechanisms"

_FIRST_HOTKEY = 100  # hotkeys in the vectors are 100 + uid


def check(vector: dict[str, Any]) -> object:
    """Compute what `vector["out"]` records for one subnet."""
    given = vector["in"]
    total: int = given["rao_emission"]
    parts = split_as_recorded(total, given["mechanism_count"], given["split"])
    epochs = _epochs_by_group()[vector["group"]]
    outputs = [run_yuma(inputs_of(epoch)) for epoch in epochs]
    if [epoch["in"]["rao_emission"] for epoch in epochs] != parts:
        return {"split": parts}
    joint = join_mechanisms(outputs, parts, total)
    paid = zip(joint.server_emission, joint.validator_emission, strict=True)
    return {
        "hotkey_server_validator": [
            [_FIRST_HOTKEY + uid, server, validator] for uid, (server, validator) in enumerate(paid)
        ],
        "incentive_by_mech": [output.incentive for output in outputs],
        "dividends": joint.dividends,
        "consensus": joint.consensus,
        "validator_trust": joint.validator_trust,
        "stake_weight": joint.stake_weight,
        "active": joint.active,
        "validator_permit": joint.validator_permit,
        "emission": joint.combined_emission,
    }


@functools.cache
def _epochs_by_group() -> dict[int, list[dict[str, Any]]]:
    groups: dict[int, list[dict[str, Any]]] = {}
    for vector in json.loads(recorded.read(recorded.NUMBERS / "epoch.json.xz"))["vectors"]:
        if "group" in vector:
            groups.setdefault(vector["group"], []).append(vector)
    return groups
