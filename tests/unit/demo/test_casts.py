"""The casts: every market has the promised miners, and what they are started with is a command line."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from taonet.cli.neurons import load_market
from taonet.demo.casts import MARKETS, Choice, cast_of, chosen
from taonet.demo.casts.cast import Kind
from taonet.demo.plan import seats
from taonet.markets.forecast.arrays import to_bytes
from taonet.markets.forecast.protocol import ForecastAnswer, ForecastTask, Series
from taonet.neuron.settings import checked


@pytest.mark.parametrize("market", MARKETS)
def test_every_market_has_the_promised_miners(market: str) -> None:
    cast = cast_of(market)
    kinds: Counter[Kind] = Counter(part.kind for part in cast.miners)

    assert cast.name == market
    assert kinds["honest"] >= 4
    assert all(kinds[kind] >= 1 for kind in ("copier", "random", "slow", "offline"))


@pytest.mark.parametrize("market", MARKETS)
def test_every_neuron_has_a_name_of_its_own_that_fits_the_table(market: str) -> None:
    names = [seat.name for seat in seats(cast_of(market))]

    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 8


@pytest.mark.parametrize("market", MARKETS)
def test_miners_and_validators_are_of_the_same_market_and_take_their_options(market: str, tmp_path: Path) -> None:
    cast = cast_of(market)
    players, asking = load_market(cast.players), load_market(cast.market)

    assert players.protocol == asking.protocol == cast.protocol
    assert isinstance(cast.judging, asking.validator.options)
    for part in cast.miners:
        options = part.options(tmp_path)
        assert isinstance(options, players.miner.options)
        assert checked(options) == options


def test_text_runs_unless_others_are_named_and_each_once_in_order() -> None:
    assert chosen([]) == chosen([Choice.text]) == ["text"]
    assert chosen([Choice.all]) == chosen([Choice.text, Choice.all, Choice.text]) == list(MARKETS)


def test_a_forecast_is_told_as_a_small_chart_of_how_its_fan_opens() -> None:
    prices = np.full(64, 100.0)
    steps = np.sqrt(np.arange(11.0))
    paths = np.array([100 * (1 + side * 0.01 * steps) for side in (-1.0, -0.5, 0.0, 0.5, 1.0)])
    paths[:, 0] = prices[-1]
    task = ForecastTask("plain", [Series("AAA", 0, 86_400, to_bytes(prices))], 10, 5, [1, 5])
    told = cast_of("forecast").answer(task, ForecastAnswer("har", [to_bytes(paths)]))
    wrong = cast_of("forecast").answer(task, ForecastAnswer("har", [b""]))

    assert told == "har: AAA ▃▄▅▆▇▇██ -2.8% to +2.8% in 10 days, nine times out of ten"
    assert wrong == "har: AAA: 0 bytes of paths, not 220"
