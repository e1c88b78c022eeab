"""The casts: every market has the promised miners, and what they are started with is a command line."""

from collections import Counter
from pathlib import Path

import pytest

from taonet.cli.neurons import load_market
from taonet.demo.casts import MARKETS, Choice, cast_of, chosen
from taonet.demo.casts.cast import Kind
from taonet.demo.plan import seats
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
