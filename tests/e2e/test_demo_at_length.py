"""The demo as its users run it to the end: twelve epochs of each market alone, and of all of them at once."""

import json
import subprocess
import sys
from typing import Any

import pytest

from taonet.demo.casts import MARKETS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(5_400)]


def demo(market: str) -> dict[str, Any]:
    words = [sys.executable, "-m", "taonet", "demo", "--market", market, "--epochs", "12", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)["markets"]


@pytest.mark.parametrize("market", [*MARKETS, "all"])
def test_after_twelve_epochs_pay_follows_quality_and_cheats_get_next_to_nothing(market: str) -> None:
    markets = demo(market)

    assert list(markets) == (list(MARKETS) if market == "all" else [market])
    for name, found in markets.items():
        assert found["paid_epochs"] == 12, name
        assert found["spearman"] >= 0.9, found["neurons"]
        assert found["cheater_share"] < 0.05, found["neurons"]
        assert {neuron["ended"] for neuron in found["neurons"]} == {None}
