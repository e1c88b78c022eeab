"""Vectors of one epoch of one mechanism, run through both the reference and the arrays."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.epoch.yuma.fast import run_yuma_fast
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import outputs_of, trace_epoch
from taonet.runtime.pallets.subtensor.epoch.yuma.types import (
    EpochInputs,
    EpochOutputs,
    EpochTrace,
    LiquidAlphaConsensusMode,
    SparseMatrix,
    pack_row,
    unpack_row,
)

FAMILY = "epoch"


def check(vector: dict[str, Any]) -> object:
    """Compute what `vector["out"]` records; also hold the intermediates and the arrays to it.

    A difference in either shows as an extra key, so that the comparison fails.
    """
    inputs = inputs_of(vector)
    trace = trace_epoch(inputs)
    outputs = outputs_of(inputs, trace)
    result = recorded(outputs)
    between = intermediate(trace)
    expected: dict[str, Any] = vector["intermediate"]
    for name, value in expected.items():
        if between[name] != value:
            result[f"intermediate {name}"] = between[name]
    if (fast := run_yuma_fast(inputs)) != outputs:
        result["fast"] = recorded(fast)
    return result


def inputs_of(vector: dict[str, Any]) -> EpochInputs:
    """Build the inputs. The vectors are of a version that knew the current consensus only."""
    given = dict(vector["in"])
    given.pop("mechanism")
    return EpochInputs(
        activity_cutoff=given.pop("activity_cutoff_blocks"),
        total_stake=given.pop("total_stake_i64f64"),
        weights=[pack_row(row) for row in given.pop("weights")],
        bonds=[pack_row(row) for row in given.pop("bonds")],
        last_step_block=given.pop("last_mechanism_step_block"),
        emission=given.pop("rao_emission"),
        liquid_alpha_consensus_mode=LiquidAlphaConsensusMode.CURRENT,
        **given,
    )


def recorded(outputs: EpochOutputs) -> dict[str, Any]:
    """Return the outputs in the shape of the vectors."""
    fields = {name: getattr(outputs, name) for name in outputs.__struct_fields__}
    fields["bonds"] = [[list(entry) for entry in unpack_row(row)] for row in outputs.bonds]
    return fields


def intermediate(trace: EpochTrace) -> dict[str, Any]:
    """Return the values between the steps in the shape of the vectors."""
    fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
    fields["weights"] = _pairs(trace.weights)
    fields["ema_bonds"] = _pairs(trace.ema_bonds)
    return fields


def _pairs(matrix: SparseMatrix) -> list[list[list[int]]]:
    return [[list(entry) for entry in row] for row in matrix]
