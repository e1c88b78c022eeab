"""Setting up several subnets at once: each is ready on its own, a failure ends all, and a stop leaves no thread."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from taonet.demo import opening
from taonet.demo.casts import cast_of
from taonet.demo.figures import Picture
from taonet.demo.lines import Line, Say, flat
from taonet.demo.opening import opened
from taonet.demo.plan import Seat

ONE = replace(cast_of("text"), name="one")
TWO = replace(cast_of("text"), name="two")
NETUIDS = {"one": 2, "two": 3}


def _nothing() -> None:
    pass


@pytest.fixture(autouse=True)
def no_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    def take_picture(client: Any, netuid: int, seats: Any) -> Picture:
        return Picture(netuid, 0, 0, 0, 0, 0, 0, 360, ())

    monkeypatch.setattr(opening, "take_picture", take_picture)
    monkeypatch.setattr(opening, "allow_many", lambda client: None)


def _set_up(monkeypatch: pytest.MonkeyPatch, work: Any) -> None:
    def set_up(client: Any, seats: Sequence[Seat], wallets: dict[str, Any], say: Say, turn: Lock) -> int:
        return work(threading.current_thread().name, say)

    monkeypatch.setattr(opening, "set_up", set_up)


def test_every_market_is_yielded_with_keys_of_its_own_and_says_which_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def work(market: str, say: Say) -> int:
        say(Line("fund", "the owner"))
        say(Line("", "an explanation"))
        return NETUIDS[market]

    _set_up(monkeypatch, work)
    said: list[str] = []
    stages = {
        stage.cast.name: stage
        for stage in opened(None, (ONE, TWO), tmp_path, lambda line: said.append(flat(line)), _nothing)
    }

    assert {name: stage.netuid for name, stage in stages.items()} == NETUIDS
    assert not stages["one"].seats.keys() & stages["two"].seats.keys()
    assert (stages["two"].wallets / "strong").is_dir()
    assert sorted(said) == ["           an explanation"] * 2 + [
        "fund       one: the owner",
        "fund       two: the owner",
        "subnet     Alice, who is root too, lets several be created one right after the other",
    ]


def test_one_market_alone_is_not_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def work(market: str, say: Say) -> int:
        say(Line("fund", "the owner"))
        return NETUIDS[market]

    _set_up(monkeypatch, work)
    said: list[str] = []
    (stage,) = opened(None, (ONE,), tmp_path, lambda line: said.append(flat(line)), _nothing)

    assert said == ["fund       the owner"]
    assert stage.process("strong") == "one-strong"


def test_a_market_that_cannot_be_set_up_ends_all_and_leaves_no_thread(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failed = threading.Event()

    def work(market: str, say: Say) -> int:
        if market == "one":
            failed.set()
            raise OSError("no more room")
        failed.wait(10)
        while True:  # until a step finds that nobody wants it
            say(Line("register", "another"))

    _set_up(monkeypatch, work)
    with pytest.raises(OSError, match="no more room"):
        list(opened(None, (ONE, TWO), tmp_path, lambda _: None, _nothing))

    assert not {thread.name for thread in threading.enumerate()} & NETUIDS.keys()


def test_a_stop_ends_the_threads_at_their_next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def work(market: str, say: Say) -> int:
        while True:
            say(Line("register", market))

    class Stop(BaseException):
        """As a signal raises it."""

    def say(line: Line) -> None:
        raise Stop

    _set_up(monkeypatch, work)
    with pytest.raises(Stop):
        list(opened(None, (ONE, TWO), tmp_path, say, _nothing))

    assert not {thread.name for thread in threading.enumerate()} & NETUIDS.keys()


def test_what_ends_the_waiting_is_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    go_on = threading.Event()

    def work(market: str, say: Say) -> int:
        go_on.wait(10)
        return NETUIDS[market]

    def check() -> None:
        go_on.set()
        raise RuntimeError("the node is gone")

    _set_up(monkeypatch, work)
    with pytest.raises(RuntimeError, match="the node is gone"):
        list(opened(None, (ONE,), tmp_path, lambda _: None, check))
