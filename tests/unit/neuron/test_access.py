import asyncio

import pytest

from taonet.neuron.access import Access, is_callable_endpoint, keep_fresh, permitted_callers
from taonet.neuron.log import silent_log
from taonet.testing.neurons import Amount, Row


def test_callers_need_permit_and_stake() -> None:
    rows = [
        Row(0, "both", validator_permit=True, total_stake=Amount(5)),
        Row(1, "poor", validator_permit=True, total_stake=Amount(4)),
        Row(2, "no permit", total_stake=Amount(9)),
    ]

    assert permitted_callers(rows, need_permit=True, min_stake_rao=5) == {"both"}
    assert permitted_callers(rows, need_permit=False, min_stake_rao=5) == {"both", "no permit"}
    assert permitted_callers(rows, need_permit=True, min_stake_rao=0) == {"both", "poor"}


def test_the_list_is_read_again_and_again() -> None:
    access = Access(frozenset({"a"}))
    readings = iter([frozenset({"a", "b"}), frozenset({"c"})])

    async def read() -> frozenset[str]:
        try:
            return next(readings)
        except StopIteration:
            raise asyncio.CancelledError from None

    async def sleep(seconds: float) -> None:
        assert seconds == 9

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(keep_fresh(access, read, every_seconds=9, sleep=sleep, log=silent_log))

    assert access.permits("c")
    assert not access.permits("a")


@pytest.mark.parametrize(
    ("endpoint", "anywhere", "public_only"),
    [
        ("8.8.8.8:80", True, True),
        ("[2001:4860:4860::8888]:80", True, True),
        ("127.0.0.1:80", True, False),
        ("10.1.2.3:80", True, False),
        ("169.254.169.254:80", True, False),
        ("[::1]:80", True, False),
        ("0.0.0.0:80", False, False),
        ("224.0.0.1:80", False, False),
        ("8.8.8.8:0", False, False),
        ("8.8.8.8:99999", False, False),
        ("example.org:80", False, False),
        ("8.8.8.8:80/x", False, False),
        ("", False, False),
    ],
)
def test_endpoints_inside_are_called_only_if_allowed(endpoint: str, anywhere: bool, public_only: bool) -> None:
    assert is_callable_endpoint(endpoint, allow_local=True) is anywhere
    assert is_callable_endpoint(endpoint, allow_local=False) is public_only
