import asyncio
from pathlib import Path

import pytest

from taonet.neuron.access import (
    Access,
    Callers,
    Lists,
    is_callable_endpoint,
    keep_fresh,
    permitted_callers,
    read_lists,
)
from taonet.neuron.log import silent_log
from taonet.testing.neurons import Amount, Row, dev_key


def test_callers_need_permit_and_stake() -> None:
    rows = [
        Row(0, "both", validator_permit=True, total_stake=Amount(5)),
        Row(1, "poor", validator_permit=True, total_stake=Amount(4)),
        Row(2, "no permit", total_stake=Amount(9)),
    ]

    assert permitted_callers(rows, need_permit=True, min_stake_rao=5).stakes == {"both": 5}
    assert permitted_callers(rows, need_permit=False, min_stake_rao=5).stakes == {"both": 5, "no permit": 9}
    assert permitted_callers(rows, need_permit=True, min_stake_rao=0).stakes == {"both": 5, "poor": 4}


def test_lists_by_name_come_before_the_chain_and_denial_before_all() -> None:
    rows = [Row(0, "a", validator_permit=True, total_stake=Amount(5)), Row(1, "b", total_stake=Amount(4)), Row(2, "d")]
    lists = Lists(allowed=frozenset({"b", "c", "d"}), denied=frozenset({"a", "d"}))

    found = permitted_callers(rows, need_permit=True, min_stake_rao=0, lists=lists)

    assert found.stakes == {"b": 4, "c": 0}
    assert found.denied == {"a", "d"}


def test_why_a_hotkey_is_not_served_says_which_rule() -> None:
    access = Access({"a": 1}, frozenset({"b"}))

    assert access.refusal("a") is None
    assert "list of those that it does not serve" in str(access.refusal("b"))
    assert "no validator permit or stake" in str(access.refusal("c"))


def test_lists_come_from_options_and_from_files(tmp_path: Path) -> None:
    alice, bob, charlie = (dev_key(name).ss58_address for name in ("Alice", "Bob", "Charlie"))
    file = tmp_path / "denied.txt"
    file.write_text(f"# who was a nuisance\n{bob}  # twice\n\n{charlie}\n")

    lists = read_lists(f"{alice}, {bob}", None, "", file)

    assert lists == Lists(frozenset({alice, bob}), frozenset({bob, charlie}))


def test_a_list_with_something_else_in_it_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("5Nonsense")

    with pytest.raises(ValueError, match="--allow: 'me' is no hotkey"):
        read_lists("me", None, "", None)
    with pytest.raises(ValueError, match=r"--deny-file .*x: '5Nonsense' is no hotkey"):
        read_lists("", None, "", file)
    with pytest.raises(OSError, match=r"--allow-file .*none: No such file"):
        read_lists("", tmp_path / "none", "", None)


def test_the_list_is_read_again_and_again() -> None:
    access = Access({"a": 0})
    readings = iter([Callers({"a": 1, "b": 1}), Callers({"c": 5})])

    async def read() -> Callers:
        try:
            return next(readings)
        except StopIteration:
            raise asyncio.CancelledError from None

    async def sleep(seconds: float) -> None:
        assert seconds == 9

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(keep_fresh(access, read, every_seconds=9, sleep=sleep, log=silent_log))

    assert access.callers == {"c": 5}


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
