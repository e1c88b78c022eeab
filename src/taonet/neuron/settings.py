"""The settings of a validator, and the check that settings made in Python pass as well as those of the command line."""

import math
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

SettingsT = TypeVar("SettingsT", bound=Struct)


class ValidatorSettings(Struct, frozen=True, kw_only=True):
    """The pace of a validator and how long it remembers."""

    round_seconds: Annotated[float, Meta(ge=0, description="Least time of a round.")] = 30.0
    deadline_seconds: Annotated[float, Meta(ge=0.1, description="Seconds for an answer.")] = 20.0
    tasks: Annotated[int, Meta(ge=1, le=64, description="Tasks for each miner in a round; more are less luck.")] = 2
    memory: Annotated[float, Meta(ge=0, le=0.999, description="Share of the old average that stays.")] = 0.8
    at_once: Annotated[int, Meta(ge=1, description="Miners asked at once.")] = 16
    weights_every: (
        Annotated[int, Meta(ge=1, description="Blocks between weights (default: once an epoch, near its end).")] | None
    ) = None
    allow_local: Annotated[
        bool | None, Meta(description="Call miners at private addresses (default: if the node is local).")
    ] = None
    rounds: Annotated[int, Meta(ge=1, description="Stop after so many rounds.")] | None = None
    judge_seconds: Annotated[float, Meta(ge=0.1, description="Longest time for judging a round.")] = 300.0
    record: Annotated[
        str | None,
        Meta(
            description="Keep the record here: a SQLite file or a database's URL (default: in the user's data folder)."
        ),
    ] = None
    keep_rounds: Annotated[int, Meta(ge=1, description="Rounds that the record keeps; older ones are dropped.")] = 2_000
    keep_megabytes: Annotated[
        int, Meta(ge=1, description="Messages that the record keeps, in MB; the oldest rounds beyond them are dropped.")
    ] = 4_000
    metrics_port: (
        Annotated[
            int,
            Meta(ge=0, le=65_535, description="Serve /metrics and /health here; 0 picks a port (default: not served)."),
        ]
        | None
    ) = None
    metrics_host: Annotated[str, Meta(description="Address of --metrics-port.")] = "127.0.0.1"


def checked(settings: SettingsT) -> SettingsT:
    """Return settings that keep their bounds; raise `ValueError` otherwise: structs are not checked when they are made."""
    kind = type(settings)
    values = msgspec.structs.asdict(settings)
    for name, value in values.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{kind.__name__}: {name} is {value}")
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{kind.__name__}: {error}") from error
