"""Looking at forecasts: what is gathered from a record, the page, the table, the command."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from taonet.cli.commands import build
from taonet.markets import forecast
from taonet.markets.forecast import MinerOptions, ValidatorOptions, answer_with, market
from taonet.markets.forecast.history import History
from taonet.markets.forecast.judging import judge_round
from taonet.markets.forecast.plots.miners import Plotted, plotted
from taonet.markets.forecast.plots.page import page_of
from taonet.markets.forecast.plots.svg import HEIGHT, WIDTH, fan_svg, histogram_svg
from taonet.markets.forecast.plots.terminal import chart, lines_of
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import ForecastAnswer
from taonet.markets.forecast.scoring import DEFAULT_RULES
from taonet.markets.forecast.tasks import Shape, draw_task
from taonet.neuron.market import Exchange, Miner, Reply, Round
from taonet.testing.neurons import play

HOSTILE = "<script>alert(1)</script>\x1b[31m\n&"


@pytest.fixture(scope="module")
def miners(prices: Prices, history: History) -> list[Plotted]:
    rng = np.random.default_rng(1)
    judged = []
    for number in range(6):
        task = draw_task(prices, "beacon", Shape(series=4, futures=32), number, "5me", bytes(32))
        good, narrow = (answer_with(MinerOptions(model="ewma", scale=scale), task, rng) for scale in (1.0, 0.4))
        rows = [
            Exchange(number, Miner(1, "5good", ""), task, Reply(good, 0.1)),
            Exchange(number, Miner(2, "5narrow", ""), task, Reply(narrow, 0.1)),
            Exchange(number, Miner(3, "5bad", ""), task, Reply(ForecastAnswer(HOSTILE, [b"1234"]), 0.1)),
            Exchange(number, Miner(4, "5gone", ""), task, None, "no answer"),
        ]
        asked = Round(number, bytes(32), rows, beacon=number.to_bytes(32, "little"))
        judged.append((asked, judge_round(DEFAULT_RULES, lambda: (prices, history), asked)))
    return plotted(lambda: (prices, history), judged)


def test_miners_are_gathered_the_best_paid_first(miners: list[Plotted]) -> None:
    good, narrow, *none = miners

    assert (good.uid, narrow.uid) == (1, 2)
    assert good.skill > narrow.skill
    assert abs(good.held[1] - 0.9) < 0.06
    assert narrow.held[1] < 0.7
    assert narrow.histogram[0] > 0.15 < narrow.histogram[-1]  # outcomes fall outside of what was thought possible
    assert abs(sum(good.histogram) - 1) < 1e-9
    assert [(one.asked, one.answered, one.score) for one in none] == [(6, 0, 0.0)] * 2


def test_drawings_are_well_formed_and_stay_in_their_frame(miners: list[Plotted]) -> None:
    for drawing in (fan_svg(miners[0].fans[0]), histogram_svg(miners[1])):
        root = ET.fromstring(drawing)
        points = [
            tuple(map(float, pair.split(",")))
            for one in root
            if "points" in one.attrib
            for pair in one.attrib["points"].split()
        ]

        assert len(points) >= 2
        assert all(0 <= x <= WIDTH + 0.1 and 0 <= y <= HEIGHT for x, y in points)


def test_a_fan_opens_and_what_came_begins_where_the_known_ends(miners: list[Plotted]) -> None:
    fan = miners[0].fans[0]
    widths = fan.quantiles[-1] - fan.quantiles[0]

    assert widths[0] < 1e-6 * fan.past[-1]
    assert widths[-1] > 2 * widths[1]
    assert np.allclose(fan.outcomes[:, 0], fan.past[-1])


def test_the_page_escapes_what_others_wrote(miners: list[Plotted]) -> None:
    hostile = [Plotted(3, HOSTILE, HOSTILE, 1, 0, 0.0, 0.0, (0.0, 0.0), [0.0] * 10, [])]
    page = page_of([*miners, *hostile], "<i>", 6)

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<svg") == 2 * 4  # three fans and a histogram for each of two


def test_the_table_fits_eighty_columns_and_no_letter_moves_the_cursor(miners: list[Plotted]) -> None:
    hostile = Plotted(3, "", HOSTILE * 9, 1, 0, 0.0, 0.0, (0.0, 0.0), [0.0] * 10, [])
    lines = lines_of([*miners, hostile])

    assert max(map(len, lines)) <= 80
    assert all(line.isprintable() for line in lines)
    assert chart([0.1] * 10) == "▅" * 10


def test_the_command_makes_a_page_of_a_record(
    prices: Prices, history: History, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(forecast, "load_past", lambda: (prices, history))
    monkeypatch.setattr("taonet.cli.plot.load_past", lambda: (prices, history))
    record, page = tmp_path / "record.db", tmp_path / "page.html"
    play(market, {"one": None}, rounds=2, options=ValidatorOptions(series=3, futures=4), record=str(record))

    result = CliRunner().invoke(build("plot"), ["plot", str(record), "--page", str(page), "--json"])
    shown = json.loads(result.output)

    assert result.exit_code == 0
    assert shown["rounds"] == 2
    assert shown["miners"][0]["model"] == "har"
    assert "<svg" in page.read_text()


def test_what_cannot_be_plotted_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(build("plot"), ["plot", str(tmp_path / "none.db")])

    assert result.exit_code == 1
    assert "none.db" in result.output
