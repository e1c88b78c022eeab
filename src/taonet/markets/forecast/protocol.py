"""The two messages of the forecast market, `forecast/1`.

Arrays travel as bytes (base64 in JSON): float32, little-endian.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from taonet.markets.forecast.arrays import BYTES_PER_NUMBER
from taonet.neuron.market import Protocol

MOST_SERIES: Final = 16
LEAST_CONTEXT: Final = 64
MOST_CONTEXT: Final = 1_024
LEAST_HORIZON: Final = 8
MOST_HORIZON: Final = 64
LEAST_PATHS: Final = 50
MOST_PATHS: Final = 1_000
MOST_NUMBERS: Final = 1 << 18
"""Numbers that an answer may hold in all: one megabyte."""

Mode = Literal["beacon", "replay", "live"]
"""Where outcomes come from: drawn after the answers are in, what really came (which can be looked up), a live feed."""


class Series(Struct, frozen=True, forbid_unknown_fields=True):
    """One price to forecast: its name, the time of its last known price, and the known prices, one a step."""

    asset: Annotated[str, Meta(min_length=1, max_length=40)]
    ends: Annotated[int, Meta(ge=0, lt=1 << 40)]
    """Unix seconds."""
    step_seconds: Annotated[int, Meta(ge=1, le=31 * 86_400)]
    prices: Annotated[
        bytes, Meta(min_length=LEAST_CONTEXT * BYTES_PER_NUMBER, max_length=MOST_CONTEXT * BYTES_PER_NUMBER)
    ]


class ForecastTask(Struct, frozen=True, forbid_unknown_fields=True):
    """Draw paths of each price for so many steps ahead.

    They are scored on their changes over each of the `increments`, in steps, against `futures` outcomes.
    """

    mode: Mode
    series: Annotated[list[Series], Meta(min_length=1, max_length=MOST_SERIES)]
    horizon: Annotated[int, Meta(ge=LEAST_HORIZON, le=MOST_HORIZON)]
    paths: Annotated[int, Meta(ge=LEAST_PATHS, le=MOST_PATHS)]
    increments: Annotated[list[Annotated[int, Meta(ge=1, le=MOST_HORIZON)]], Meta(min_length=1, max_length=8)]
    futures: Annotated[int, Meta(ge=1, le=256)] = 1


class ForecastAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """For each price, its paths one after the other, each the last known price and `horizon` further ones.

    `model` is for people: any name that the miner gives its forecaster.
    """

    model: Annotated[str, Meta(min_length=1, max_length=40)]
    paths: Annotated[
        list[Annotated[bytes, Meta(max_length=MOST_NUMBERS * BYTES_PER_NUMBER)]],
        Meta(min_length=1, max_length=MOST_SERIES),
    ]


FORECAST_PROTOCOL: Final = Protocol(
    "forecast/1", ForecastTask, ForecastAnswer, max_task_bytes=128 << 10, max_answer_bytes=1536 << 10
)
