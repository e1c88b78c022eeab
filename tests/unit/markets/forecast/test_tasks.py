import numpy as np

from taonet.markets.forecast.arrays import from_bytes, log_returns
from taonet.markets.forecast.form import numbers_of, task_fault
from taonet.markets.forecast.history import History
from taonet.markets.forecast.models.volatility import sample_volatility
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, MOST_HORIZON, MOST_SERIES, ForecastTask
from taonet.markets.forecast.tasks import CONTEXT, Shape, draw_task, drawn_outcomes, probed_price, real_outcomes
from taonet.neuron.messages import decode, encode

SECRET = bytes(range(32))


def test_a_task_follows_from_number_miner_and_secret(prices: Prices) -> None:
    one = draw_task(prices, "beacon", Shape(), 7, "5me", SECRET)

    assert one == draw_task(prices, "beacon", Shape(), 7, "5me", SECRET)
    assert one != draw_task(prices, "beacon", Shape(), 8, "5me", SECRET)
    assert one != draw_task(prices, "beacon", Shape(), 7, "5you", SECRET)
    assert one != draw_task(prices, "beacon", Shape(), 7, "5me", SECRET[::-1])


def test_tasks_are_whole_and_small_enough_to_send(prices: Prices) -> None:
    for shape in (Shape(), Shape(series=MOST_SERIES, horizon=MOST_HORIZON, paths=200, futures=256)):
        task = draw_task(prices, "beacon", shape, 1, "5me", SECRET)
        limit = FORECAST_PROTOCOL.max_task_bytes

        assert len(task.series) == shape.series
        assert task_fault(task) is None
        assert numbers_of(task) == shape.series * shape.paths * (shape.horizon + 1)
        assert decode(ForecastTask, encode(ForecastTask, task, limit), limit) == task


def test_what_is_known_ends_where_what_really_came_begins(prices: Prices) -> None:
    task = draw_task(prices, "replay", Shape(), 2, "5me", SECRET)

    for series, outcome in zip(task.series, real_outcomes(prices, task), strict=True):
        closes = prices.closes[list(prices.names).index(series.asset)]
        known = from_bytes(series.prices)
        day = int(np.flatnonzero(np.isclose(closes, known[-1], rtol=1e-6))[0])

        assert len(known) == CONTEXT
        assert np.allclose(known, closes[day - CONTEXT + 1 : day + 1], rtol=1e-6)
        assert np.allclose(closes[day] * np.exp(np.cumsum(outcome[0])), closes[day + 1 : day + 21], rtol=1e-6)


def test_outcomes_follow_from_task_and_beacon(prices: Prices, history: History) -> None:
    task = draw_task(prices, "beacon", Shape(futures=5), 2, "5me", SECRET)
    one, same, other = (drawn_outcomes(history, task, beacon) for beacon in (b"a" * 32, b"a" * 32, b"b" * 32))

    assert [each.shape for each in one] == [(5, 20)] * 12
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_where_copies_are_looked_for_is_unknown_without_the_chance(prices: Prices) -> None:
    task = draw_task(prices, "beacon", Shape(), 2, "5me", SECRET)

    assert {probed_price(task, bytes([i])) for i in range(200)} == set(range(12))


def test_half_of_the_prices_are_calm_and_half_are_wild_in_any_order(prices: Prices) -> None:
    rows = [draw_task(prices, "beacon", Shape(), number, "5me", SECRET).series for number in range(20)]
    levels = np.array([[sample_volatility(log_returns(from_bytes(one.prices))) for one in row] for row in rows])
    wild = levels > np.median(levels)

    assert np.sort(levels, axis=1)[:, 6:].mean() > 1.8 * np.sort(levels, axis=1)[:, :6].mean()
    assert len({tuple(row) for row in wild.tolist()}) > 10
