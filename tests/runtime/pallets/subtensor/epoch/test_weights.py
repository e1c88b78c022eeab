"""Which weights count."""

from __future__ import annotations

from collections.abc import Callable

from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.counted import counted_weights, masked_weights
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, pack_row, unpack_row

MakeInputs = Callable[..., EpochInputs]
ONE = I32F32.one
FULL_ROW = pack_row([(3, 1), (0, 1), (2, 1), (1, 1), (4, 9)])


def columns(inputs: EpochInputs, permits: list[bool]) -> list[list[int]]:
    return [[j for j, _ in row] for row in counted_weights(inputs, permits)]


def test_only_permit_holders_rate_only_others_and_only_existing_uids(
    make_inputs: MakeInputs,
) -> None:
    inputs = make_inputs(weights=[FULL_ROW, FULL_ROW, FULL_ROW, FULL_ROW])

    assert columns(inputs, [True, False, True]) == [[3, 2, 1], [], [3, 0, 1], []]


def test_the_owner_may_rate_itself(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(weights=[FULL_ROW, FULL_ROW, b"", b""], owner_uid=1)

    assert columns(inputs, [True, True]) == [[3, 2, 1], [3, 0, 2, 1], [], []]


def test_a_uid_replaced_in_the_block_of_the_update_is_not_rated(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(
        weights=[FULL_ROW, b"", b"", b""],
        last_update=[500] * 4,
        block_at_registration=[0, 499, 500, 501],
    )

    assert columns(inputs, [True]) == [[1], [], [], []]


def test_a_live_commit_older_than_the_registration_masks_it(make_inputs: MakeInputs) -> None:
    changes: dict[str, object] = {
        "weights": [FULL_ROW, FULL_ROW, b"", b""],
        "block_at_registration": [0, 499, 500, 501],
        "active_commit_blocks": [500, None, None, None],
    }
    hidden = make_inputs(commit_reveal_enabled=True, **changes)
    plain = make_inputs(commit_reveal_enabled=False, **changes)

    assert columns(hidden, [True, True]) == [[2, 1], [3, 0, 2], [], []]
    assert columns(plain, [True, True]) == [[3, 2, 1], [3, 0, 2], [], []]


def test_a_row_is_divided_by_what_is_left_of_it(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(weights=[pack_row([(0, 60_000), (1, 2), (2, 1)]), b"", b"", b""])

    assert masked_weights(inputs, [True])[0] == [(1, ONE * 2 // 3), (2, ONE // 3)]


def test_a_row_of_zeros_keeps_its_entries(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(weights=[pack_row([(1, 0), (2, 0)]), b"", b"", b""])

    assert masked_weights(inputs, [True])[0] == [(1, 0), (2, 0)]


def test_packed_rows_are_little_endian_pairs() -> None:
    assert pack_row([(1, 256)]) == b"\x01\x00\x00\x01"
    assert unpack_row(b"\x01\x00\x00\x01") == [(1, 256)]
