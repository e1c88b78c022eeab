"""The gateway's pure parts: who is asked next, where a text stops, who holds a key, what is remembered."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.gateway.account import MOST_MINERS, Account
from taonet.gateway.errors import ApiError
from taonet.gateway.keys import holder, read_keys
from taonet.gateway.ranking import Pool, Ranked, choose, place, ranked_miners, renew, rested, tired
from taonet.gateway.settings import GatewaySettings
from taonet.gateway.stops import Stops
from taonet.neuron.market import Miner, NeuronFailure
from taonet.testing.neurons import Graph, Row


def _ranked(*incentives: float) -> list[Ranked]:
    return [Ranked(Miner(uid, f"key{uid}", f"127.0.0.1:{uid + 1}"), share) for uid, share in enumerate(incentives)]


def _pool(*incentives: float, best: int = 8, per_miner: int = 1_000) -> Pool:
    return Pool(best, per_miner, 10.0, 1, _ranked(*incentives))


def _chosen(pool: Pool, now: float = 0, tried: tuple[str, ...] = (), seed: int = 0) -> int | None:
    found = choose(pool, tried, now, random.Random(seed))
    return None if found is None else found.miner.uid


def test_load_is_spread_by_incentive() -> None:
    pool, rng = _pool(0.75, 0.25), random.Random(1)
    chosen = [choose(pool, (), 0, rng) for _ in range(2_000)]

    assert sum(one is pool.miners[0] for one in chosen) == pytest.approx(1_500, abs=80)


def test_only_the_best_are_asked_until_they_fail() -> None:
    pool = _pool(0.5, 0.3, 0.2, best=2)

    assert {_chosen(pool, seed=seed) for seed in range(40)} == {0, 1}
    assert _chosen(pool, tried=("key0", "key1")) == 2
    tired(pool, pool.miners[0], 0)
    assert {_chosen(pool, seed=seed) for seed in range(40)} == {1, 2}


def test_a_miner_has_no_more_at_once_than_its_places() -> None:
    pool = _pool(0.9, 0.1, per_miner=1)
    with place(pool, pool.miners[0]):
        assert {_chosen(pool, seed=seed) for seed in range(20)} == {1}
        with place(pool, pool.miners[1]):
            assert _chosen(pool) is None

    assert not pool.busy
    assert _chosen(pool) is not None


def test_a_rest_doubles_up_to_a_bound_and_ends_with_an_answer() -> None:
    pool = _pool(1.0, 0.0)
    ends = []
    for _ in range(7):
        tired(pool, pool.miners[0], 100)
        ends.append(pool.resting["key0"].until - 100)
    rested(pool, pool.miners[0])

    assert ends == [10, 20, 40, 80, 160, 160, 160]
    assert not pool.resting


def test_while_all_rest_the_first_to_wake_is_asked() -> None:
    pool = _pool(0.5, 0.5)
    tired(pool, pool.miners[0], 5)
    tired(pool, pool.miners[1], 1)

    assert _chosen(pool, now=6) == 1
    assert _chosen(pool, now=6, tried=("key1",)) == 0
    assert _chosen(pool, now=6, tried=("key0", "key1")) is None


def test_who_leaves_the_subnet_is_forgotten() -> None:
    pool = _pool(0.5, 0.5)
    for one in list(pool.miners):
        tired(pool, one, 0)
    renew(pool, _ranked(1.0), 7)

    assert list(pool.resting) == ["key0"]
    assert pool.block == 7


def test_miners_are_ranked_by_incentive_and_must_be_reachable() -> None:
    rows = [
        Row(0, "own", axon="8.8.8.8:1", incentive=0.9),
        Row(1, "low", axon="8.8.8.8:2", incentive=0.1),
        Row(2, "high", axon="8.8.4.4:3", incentive=0.2),
        Row(3, "unpaid", axon="8.8.8.8:4"),
        Row(4, "silent", incentive=0.3),
        Row(5, "inside", axon="10.0.0.1:5", incentive=0.3),
    ]

    def found(*rows: Row, local: bool = False) -> list[str]:
        return [one.miner.hotkey for one in ranked_miners(Graph(list(rows)), "own", allow_local=local)]

    assert found(*rows) == ["high", "low"]
    assert found(*rows, local=True) == ["inside", "high", "low"]
    assert found(rows[0], rows[3]) == ["unpaid"]


@given(st.text("ab", max_size=30), st.lists(st.text("ab", min_size=1, max_size=4), max_size=4), st.data())
def test_a_text_in_parts_stops_where_the_whole_does(text: str, stops: list[str], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    one = Stops(stops)
    said = "".join(one.feed(part) for part in parts) + one.rest()
    found = [(text.find(stop) + len(stop), text.find(stop)) for stop in stops if stop in text]

    assert one.reached == bool(found)
    assert said == (text[: min(found)[1]] if found else text)


def test_keys_are_read_and_held_by_name(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# who may ask\nalice  alice-has-a-long-key\n\nbob bobs-key-is-long-too # since May\n")
    keys = read_keys(file)

    assert holder(keys, "Bearer alice-has-a-long-key") == "alice"
    assert holder(keys, "bearer  bobs-key-is-long-too") == "bob"
    assert holder(None, None) == "anyone"
    assert b"alice-has-a-long-key" not in keys.values()
    for header, code in (
        (None, "missing_api_key"),
        ("Basic x", "missing_api_key"),
        ("Bearer ", "missing_api_key"),
        ("Bearer alice", "invalid_api_key"),
        ("Bearer alice-has-a-long-kez", "invalid_api_key"),
    ):
        with pytest.raises(ApiError) as caught:
            holder(keys, header)
        assert (caught.value.status, caught.value.code) == (401, code)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no key"),
        ("alice short", "line 1 .* is not a name and a key"),
        ("\nalice\n", "line 2"),
        ("a 1234567890123456\na 1234567890123457", "line 2 .* has a name twice"),
    ],
)
def test_a_wrong_key_file_is_explained_and_shows_no_key(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text)

    with pytest.raises(NeuronFailure, match=words) as caught:
        read_keys(file)
    assert "123456" not in str(caught.value)
    with pytest.raises(NeuronFailure, match="cannot read"):
        read_keys(tmp_path / "missing")


def test_an_account_is_bounded_and_forgets_the_idlest() -> None:
    account = Account()
    for ranked in _ranked(*[1.0] * (MOST_MINERS + 1)):
        account.answered(ranked, 3, seconds=0.5, units=2)
        account.answered(_ranked(1.0)[0], 4, seconds=0.5, units=2)

    assert len(account.lines) == MOST_MINERS
    assert "key1" not in account.lines
    assert account.lines["key0"].answered == MOST_MINERS + 2
    assert account.lines["key0"].units == 2 * (MOST_MINERS + 2)


def test_an_origin_must_be_one() -> None:
    with pytest.raises(ValueError, match="is not an origin"):
        GatewaySettings(cors_origin="example.com")
