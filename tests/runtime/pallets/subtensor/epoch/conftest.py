"""A subnet of four uids, two of which may have stake and weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
import pytest

from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, pack_row

RAO = 1 << 64
"""One rao of stake in I64F64."""

MakeInputs = Callable[..., EpochInputs]


def rows(n: int, given: Mapping[int, Mapping[int, int]]) -> list[bytes]:
    """Pack the given rows (uid to column to value), empty for the other uids."""
    return [pack_row(given.get(uid, {}).items()) for uid in range(n)]


PLAIN = EpochInputs(
    n=4,
    current_block=1_000,
    tempo=100,
    activity_cutoff=500,
    last_update=[990] * 4,
    block_at_registration=[10] * 4,
    total_stake=[300 * RAO, 100 * RAO, 0, 0],
    stake_threshold=0,
    owner_uid=None,
    validator_permit=[True, True, False, False],
    max_allowed_validators=2,
    commit_reveal_enabled=False,
    active_commit_blocks=[None] * 4,
    weights=rows(4, {0: {2: 65_535, 3: 65_535}, 1: {2: 65_535, 3: 65_535}}),
    bonds=rows(4, {}),
    kappa=32_767,
    bonds_penalty=65_535,
    bonds_moving_average=900_000,
    last_step_block=900,
    yuma3=False,
    liquid_alpha=False,
    alpha_low=45_875,
    alpha_high=58_982,
    alpha_sigmoid_steepness=1_000,
    emission=1_000_000,
)


@pytest.fixture
def make_inputs() -> MakeInputs:
    """Return a maker of the plain subnet with some fields replaced."""

    def make(**changes: object) -> EpochInputs:
        return msgspec.structs.replace(PLAIN, **changes)

    return make
