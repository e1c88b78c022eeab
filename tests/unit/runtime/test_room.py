"""A block's room: classes, what is reserved, what is given back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import empty_state

from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import DispatchClass, Weight
from taonet.runtime.extensions import weight as room
from taonet.runtime.pallets.system import blocks
from taonet.runtime.pallets.system.limits import BASE_EXTRINSIC, LENGTHS, LIMITS
from taonet.runtime.pallets.system.storage import Storage

NORMAL, OPERATIONAL, MANDATORY = DispatchClass
BASE = BASE_EXTRINSIC.ref_time
NORMAL_ROOM = 3_000_000_000_000
WHOLE_ROOM = 4_000_000_000_000
RESERVED = 1_000_000_000_000
U64_MAX = (1 << 64) - 1


@pytest.fixture
def s() -> State:
    return empty_state()


def full(s: State, weight: Weight, dispatch_class: DispatchClass = NORMAL, length: int = 1) -> bool:
    """Tell whether there is no room; demand that a refusal takes nothing."""
    before = dict(s.changes())
    try:
        room.take(s, weight, length, dispatch_class)
    except TransactionInvalid as refusal:
        reason = refusal.reason
    else:
        return False
    assert reason is Invalid.ExhaustsResources
    assert dict(s.changes()) == before
    return True


def use(s: State, ref_time: int, dispatch_class: DispatchClass) -> None:
    blocks.register_weight(s, Weight(ref_time), dispatch_class)


def test_an_extrinsic_takes_its_weight_the_base_and_its_bytes(s: State) -> None:
    room.take(s, Weight(1_000, 50), 144, NORMAL)
    room.take(s, Weight(7), 10, OPERATIONAL)

    weights = Storage.BlockWeight.get(s)
    assert weights.normal == Weight(1_000 + BASE, 50 + 144)
    assert weights.operational == Weight(7 + BASE, 10)
    assert room.total_used(s) == Weight(1_007 + 2 * BASE, 204)
    assert Storage.AllExtrinsicsLen.get(s) == 154


def test_normal_calls_fill_three_quarters_to_the_last_picosecond(s: State) -> None:
    use(s, NORMAL_ROOM - 2 * BASE - 1_000, NORMAL)

    assert full(s, Weight(1_001 + BASE))
    assert not full(s, Weight(1_000))
    assert not full(s, Weight(0))
    assert full(s, Weight(0))
    assert not full(s, Weight(0), OPERATIONAL)


def test_a_full_block_has_no_room_for_normal_calls(s: State) -> None:
    use(s, WHOLE_ROOM - BASE, MANDATORY)

    assert full(s, Weight(1))
    assert not full(s, Weight(0))
    assert full(s, Weight(0))


def test_a_full_block_still_has_what_it_reserves_for_operational_calls(s: State) -> None:
    use(s, WHOLE_ROOM, MANDATORY)

    assert full(s, Weight(RESERVED - BASE + 1), OPERATIONAL)
    assert not full(s, Weight(RESERVED - BASE), OPERATIONAL)
    assert full(s, Weight(0), OPERATIONAL)


def test_mandatory_calls_always_find_room(s: State) -> None:
    use(s, WHOLE_ROOM, NORMAL)
    for _ in range(3):
        assert not full(s, Weight(WHOLE_ROOM, U64_MAX), MANDATORY)


@pytest.mark.parametrize("dispatch_class", [NORMAL, OPERATIONAL])
def test_proof_is_bounded_too(s: State, dispatch_class: DispatchClass) -> None:
    most = LIMITS.per_class.of(dispatch_class).max_total
    assert most is not None

    assert full(s, Weight(0, most.proof_size), dispatch_class, length=1 if dispatch_class is NORMAL else 0) is (
        dispatch_class is NORMAL
    )
    assert full(s, Weight(0, most.proof_size), dispatch_class)


@pytest.mark.parametrize(
    ("dispatch_class", "most"), [(NORMAL, 7_864_320), (OPERATIONAL, 10_485_760), (MANDATORY, 10_485_760)]
)
def test_bytes_are_bounded_by_class(s: State, dispatch_class: DispatchClass, most: int) -> None:
    assert LENGTHS.max.of(dispatch_class) == most
    assert full(s, Weight(0), dispatch_class, most + 1)
    assert not full(s, Weight(0), dispatch_class, most)
    assert full(s, Weight(0), dispatch_class, 1)


@pytest.mark.parametrize(
    ("weight", "length", "dispatch_class", "fits"),
    [
        (Weight(2_599_891_843_000), 1, NORMAL, True),
        (Weight(2_599_891_843_001), 1, NORMAL, False),
        (Weight(0, 11_990_383_647_911_208_551), 1, NORMAL, False),
        (Weight(0), 7_864_320, NORMAL, True),
        (Weight(0), 7_864_321, NORMAL, False),
        (Weight(3_599_891_843_000), 7_864_321, OPERATIONAL, True),
        (Weight(3_599_891_843_001), 1, OPERATIONAL, False),
        (Weight(U64_MAX, U64_MAX), 1, MANDATORY, True),
    ],
)
def test_what_fits_no_block_is_refused_at_once(
    weight: Weight, length: int, dispatch_class: DispatchClass, fits: bool
) -> None:
    if fits:
        room.check_size(weight, length, dispatch_class)
        return
    with pytest.raises(TransactionInvalid) as caught:
        room.check_size(weight, length, dispatch_class)
    assert caught.value.reason is Invalid.ExhaustsResources


def test_unused_weight_comes_back_and_more_than_declared_takes_nothing_further(s: State) -> None:
    room.take(s, Weight(1_000, 500), 10, NORMAL)
    room.give_back(s, Weight(1_000, 500), Weight(300, 600), NORMAL)

    assert Storage.BlockWeight.get(s).normal == Weight(300 + BASE, 510)
    room.give_back(s, Weight(1_000, 500), Weight(1_000, 500), NORMAL)
    assert Storage.BlockWeight.get(s).normal == Weight(300 + BASE, 510)


WEIGHTS = st.builds(
    Weight, st.sampled_from([0, 1, 10**9, 2 * 10**12]) | st.integers(0, U64_MAX), st.integers(0, U64_MAX)
)


@settings(deadline=None, max_examples=150)
@given(
    wanted=st.lists(st.tuples(WEIGHTS, st.sampled_from([NORMAL, OPERATIONAL]), st.integers(0, 5_000_000)), max_size=12)
)
def test_no_class_ever_has_more_than_its_room(wanted: list[tuple[Weight, DispatchClass, int]]) -> None:
    s = empty_state()
    for weight, dispatch_class, length in wanted:
        full(s, weight, dispatch_class, length)

    weights = Storage.BlockWeight.get(s)
    for dispatch_class in (NORMAL, OPERATIONAL):
        used, most = weights.of(dispatch_class), LIMITS.per_class.of(dispatch_class).max_total
        assert most is not None
        assert used.ref_time <= most.ref_time
        assert used.proof_size <= most.proof_size
    assert weights.normal.ref_time + weights.operational.ref_time <= WHOLE_ROOM + RESERVED
    assert (Storage.AllExtrinsicsLen.get(s) or 0) <= LENGTHS.max.of(OPERATIONAL)
