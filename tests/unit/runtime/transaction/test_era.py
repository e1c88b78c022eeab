"""Eras: known bytes, the official client's birth and bytes, and what is no era."""

from typing import Any

import pytest
from bittensor_core import era_birth  # pyright: ignore[reportAttributeAccessIssue]  # no stubs
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.runtime.transaction.era import ERA, IMMORTAL, MAX_PERIOD, Era, mortal
from taonet.scale import DecodeError, EncodeError

QUICK = settings(deadline=None, max_examples=300)
PERIODS = st.integers(2, 16).map(lambda power: 1 << power)


@pytest.mark.parametrize(
    ("era", "known"),
    [
        (IMMORTAL, "00"),
        (Era(4, 0), "0100"),
        (Era(4, 3), "3100"),
        (Era(64, 42), "a502"),
        (Era(32_768, 20_000), "4e9c"),
        (Era(65_536, 65_520), "ffff"),
    ],
)
def test_eras_have_the_known_bytes(era: Era, known: str) -> None:
    assert ERA.encode(era).hex() == known
    assert ERA.decode(bytes.fromhex(known)) == era


@pytest.mark.parametrize("data", ["", "01", "05", "4100", "0001", "8500" + "00", "f001", "1000", "ff3f" + "00"])
def test_what_is_no_era_is_refused(data: str) -> None:
    with pytest.raises(DecodeError):
        ERA.decode(bytes.fromhex(data))


@pytest.mark.parametrize("era", [Era(2, 0), Era(5, 0), Era(1 << 17, 0), Era(64, 64)])
def test_what_is_no_era_is_not_written(era: Era) -> None:
    with pytest.raises(EncodeError):
        ERA.encode(era)


@QUICK
@given(data=st.binary(min_size=2, max_size=2))
def test_two_bytes_are_an_era_with_this_one_form_or_none(data: bytes) -> None:
    try:
        era = ERA.decode(data)
    except DecodeError:
        return
    assert ERA.encode(era) == data
    assert era.phase < era.period <= MAX_PERIOD


@QUICK
@given(period=PERIODS, current=st.integers(0, (1 << 32) - 1))
def test_birth_and_bytes_are_the_official_clients(client: Any, period: int, current: int) -> None:
    era = mortal(period, current)

    assert era.birth(current) == era_birth(period, current)
    assert ERA.encode(era) == bytes(client.encode_era({"period": period, "current": current}))


@QUICK
@given(period=PERIODS, current=st.integers(0, (1 << 32) - 1), later=st.integers(0, MAX_PERIOD))
def test_an_era_is_good_until_its_death_and_then_another_begins(period: int, current: int, later: int) -> None:
    era = mortal(period, current)
    born, dead = era.birth(current), era.death(current)
    block = current + later

    assert born <= current < dead == born + period
    assert (era.birth(block) == born) is (block < dead)


@pytest.mark.parametrize(("wanted", "period"), [(0, 4), (1, 4), (3, 4), (5, 8), (64, 64), (65, 128), (1 << 20, 65_536)])
def test_a_period_is_the_next_power_of_two(wanted: int, period: int) -> None:
    assert mortal(wanted, 1_000).period == period


def test_an_immortal_era_begins_with_genesis_and_does_not_end() -> None:
    assert (IMMORTAL.birth(1_000), IMMORTAL.death(1_000)) == (0, (1 << 64) - 1)


def test_a_phase_still_to_come_begins_the_era() -> None:
    # A block before the first phase belongs to the era that begins there.
    assert Era(64, 42).birth(10) == 42
