"""The program of docs/guides/sim.md runs."""

from __future__ import annotations

import pytest
from examples import sim


def test_it_says_what_a_seat_costs_and_how_often_epochs_come(capsys: pytest.CaptureFixture[str]) -> None:
    sim.main()

    assert capsys.readouterr().out.splitlines() == [
        "A seat cost a fee of 1070890 rao in block 1.",
        "At a tempo of 5, 40 epochs run in 200 blocks.",
        "At a tempo of 20, 10 epochs run in 200 blocks.",
        "At a tempo of 100, 2 epochs run in 200 blocks.",
    ]
