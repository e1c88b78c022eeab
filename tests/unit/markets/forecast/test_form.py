import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.markets.forecast.arrays import to_bytes
from taonet.markets.forecast.form import read_paths, task_fault
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, ForecastAnswer, ForecastTask, Series
from taonet.neuron.messages import BadMessage, decode, encode

LAST, PATHS, HORIZON = 50.0, 50, 8
TASK = ForecastTask("beacon", [Series("AAA", 0, 86_400, to_bytes(np.full(64, LAST)))], HORIZON, PATHS, [1, 5])


def _paths() -> np.ndarray:
    steps = np.random.default_rng(1).standard_normal((PATHS, HORIZON)) * 0.01
    return LAST * np.exp(np.concatenate([np.zeros((PATHS, 1)), np.cumsum(steps, axis=1)], axis=1))


def _answer(paths: np.ndarray) -> ForecastAnswer:
    return ForecastAnswer("m", [to_bytes(paths)])


def test_reads_paths_of_good_form() -> None:
    (read,) = read_paths(TASK, _answer(_paths()))

    assert np.allclose(read, _paths(), rtol=1e-6)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (np.nan, "not finite"),
        (np.inf, "not finite"),
        (-np.inf, "not finite"),
        (0.0, "not above zero"),
        (-1.0, "not above zero"),
        (1e30, "times away"),
        (1e-30, "times away"),
    ],
)
def test_refuses_one_hostile_number(value: float, fault: str) -> None:
    paths = _paths()
    paths[7, 3] = value

    assert fault in str(read_paths(TASK, _answer(paths)))


def test_refuses_a_path_that_begins_elsewhere() -> None:
    paths = _paths()
    paths[3, 0] *= 1.01

    assert "begin at the last known price" in str(read_paths(TASK, _answer(paths)))


def test_refuses_the_same_path_twice() -> None:
    paths = _paths()
    paths[9] = paths[2]

    assert "two paths are the same" in str(read_paths(TASK, _answer(paths)))


@pytest.mark.parametrize("cut", [1, 4, 1_000])
def test_refuses_another_length(cut: int) -> None:
    data = to_bytes(_paths())

    assert "bytes of paths" in str(read_paths(TASK, ForecastAnswer("m", [data[:-cut]])))
    assert "bytes of paths" in str(read_paths(TASK, ForecastAnswer("m", [data + bytes(cut)])))
    assert "ensembles for" in str(read_paths(TASK, ForecastAnswer("m", [data, data])))


@settings(max_examples=200)
@given(data=st.binary(max_size=64), place=st.integers(0, PATHS * (HORIZON + 1) * 4 - 64))
def test_any_bytes_are_read_as_clean_paths_or_refused(data: bytes, place: int) -> None:
    whole = bytearray(to_bytes(_paths()))
    whole[place : place + len(data)] = data

    read = read_paths(TASK, ForecastAnswer("m", [bytes(whole)]))

    if not isinstance(read, str):
        assert np.all(np.isfinite(np.log(read[0])))
        assert np.all(np.abs(read[0][:, 0] / LAST - 1) < 2e-3)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"increments": [1, 20]}, "does not fit"),
        ({"paths": 1_000, "horizon": 64, "series": TASK.series * 16}, "the limit is"),
        ({"series": [Series("A", 0, 1, to_bytes(np.full(64, np.nan)))]}, "must be finite"),
        ({"series": [Series("A", 0, 1, to_bytes(np.full(64, np.inf)))]}, "must be finite"),
        ({"series": [Series("A", 0, 1, to_bytes(np.zeros(64)))]}, "must be finite"),
        ({"series": [Series("A", 0, 1, bytes(4 * 64 + 1))]}, "no whole number"),
    ],
)
def test_refuses_a_task_that_nobody_could_do(change: dict[str, object], fault: str) -> None:
    assert task_fault(TASK) is None
    assert fault in str(task_fault(msgspec.structs.replace(TASK, **change)))


def test_an_answer_beyond_the_size_of_the_largest_task_is_no_message() -> None:
    limit = FORECAST_PROTOCOL.max_answer_bytes
    largest = ForecastAnswer("m" * 40, [bytes((1 << 18) // 16 * 4)] * 16)

    assert decode(ForecastAnswer, encode(ForecastAnswer, largest, limit), limit) == largest
    with pytest.raises(BadMessage):
        decode(ForecastAnswer, msgspec.json.encode(ForecastAnswer("m", [bytes((1 << 20) + 4)])), limit)
