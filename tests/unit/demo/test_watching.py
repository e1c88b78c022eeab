"""A market as it runs: who ends is told once, who goes offline goes midway, and epochs count once they pay."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from taonet.demo import watching
from taonet.demo.casts import cast_of
from taonet.demo.figures import Picture, Row
from taonet.demo.lines import flat
from taonet.demo.plan import seats
from taonet.demo.stage import Stage
from taonet.demo.watching import Moment, Watcher

CAST = cast_of("text")
SEATS = {f"key of {seat.name}": seat for seat in seats(CAST)}


def _picture(epochs: int, *paid: str) -> Picture:
    rows = tuple(
        Row(uid, seat.name, seat.role, 0, float(seat.name in paid), 0, 0) for uid, seat in enumerate(SEATS.values())
    )
    return Picture(2, 100 + epochs, epochs, 4.0, 2_000.0, 400.0, 10_000.0, 360, rows)


@dataclass
class FakeChildren:
    """Processes that end when a test says so."""

    folder: Path
    ends: dict[str, str] = field(default_factory=dict[str, str])
    killed: list[str] = field(default_factory=list[str])

    def log_of(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def why_ended(self, name: str) -> str | None:
        return "killed" if name in self.killed else self.ends.get(name)

    def kill(self, name: str) -> None:
        self.killed.append(name)


@pytest.fixture
def children(tmp_path: Path) -> FakeChildren:
    return FakeChildren(tmp_path)


def _watcher(
    monkeypatch: pytest.MonkeyPatch, children: FakeChildren, epochs: int | None, *pictures: Picture
) -> tuple[Watcher, Iterator[Moment]]:
    """Return a watcher whose market stands as the pictures say, one a look."""
    coming = iter(pictures)

    def take_picture(*given: Any) -> Picture:
        return next(coming)

    monkeypatch.setattr(watching, "take_picture", take_picture)
    fake: Any = children
    watcher = Watcher(Stage(CAST, children.folder, SEATS, _picture(0)), None, fake, epochs)
    return watcher, (watcher.look() for _ in pictures)


BOTH = ("val-one", "val-two")


def test_epochs_count_from_the_first_that_paid_both_validators(
    monkeypatch: pytest.MonkeyPatch, children: FakeChildren
) -> None:
    pictures = (_picture(1), _picture(2, "val-one"), _picture(3, *BOTH), _picture(4, *BOTH))
    watcher, looks = _watcher(monkeypatch, children, 2, *pictures)
    moments = list(looks)

    assert [moment.paid_epochs for moment in moments] == [0, 0, 1, 2]
    assert [watcher.done(moment) for moment in moments] == [False, False, False, True]


@pytest.mark.parametrize(("epochs", "goes_at"), [(1, 1), (4, 2), (5, 3), (12, 6), (None, 3)])
def test_who_goes_offline_goes_midway_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, children: FakeChildren, epochs: int | None, goes_at: int
) -> None:
    _, looks = _watcher(monkeypatch, children, epochs, *(_picture(number, *BOTH) for number in range(1, 9)))
    told = {moment.paid_epochs: [flat(line) for line in moment.lines] for moment in looks}
    gone = [paid for paid, lines in told.items() if any(line.startswith("offline    leaver is gone") for line in lines)]

    assert gone == [goes_at]
    assert children.killed == ["text-leaver"]
    assert not any(line.startswith("ended ") for lines in told.values() for line in lines)


def test_a_process_that_ends_is_told_once_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, children: FakeChildren
) -> None:
    watcher, looks = _watcher(monkeypatch, children, 9, *(_picture(number, "val-two") for number in range(1, 4)))
    first = next(looks)
    children.ends = {"text-weak": "text-weak was killed by SIGKILL", "text-val-one": "text-val-one ended"}
    second, third = looks

    assert [flat(line) for line in second.lines if line.label == "ended"] == [
        "ended      text-weak was killed by SIGKILL",
        "ended      text-val-one ended",
    ]
    assert not any(line.label == "ended" for line in (*first.lines, *third.lines))
    # The epochs count for the validator that is left.
    assert (first.paid_epochs, third.paid_epochs) == (0, 2)
    assert third.ended == {"weak": "text-weak was killed by SIGKILL", "val-one": "text-val-one ended"}
    assert not watcher.over


def test_a_market_is_over_when_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch, children: FakeChildren) -> None:
    children.ends = {"text-val-one": "gone", "text-val-two": "gone"}
    watcher, looks = _watcher(monkeypatch, children, None, _picture(1, *BOTH))
    (moment,) = looks

    assert watcher.over
    assert moment.paid_epochs == 0
