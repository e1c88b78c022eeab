"""Who plays in the demo: a cast a market, each a module with one value `cast`; `cast.py` says what it is made of."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # reading a command line loads no market
    from taonet.demo.casts.cast import Cast


class Choice(StrEnum):
    """What `--market` takes."""

    text = "text"
    image = "image"
    forecast = "forecast"
    all = "all"


MARKETS: Final = tuple(str(choice) for choice in Choice if choice is not Choice.all)
"""The markets that have a cast, in the order in which they are shown."""


def chosen(choices: Iterable[Choice]) -> list[str]:
    """Return the markets that are meant, each once, in the order in which they are shown; text if none is named."""
    named = set(choices) or {Choice.text}
    return [market for market in MARKETS if market in named or Choice.all in named]


def cast_of(market: str) -> Cast[Any, Any]:
    """Return a market's cast; only then is the market loaded."""
    return importlib.import_module(f"{__name__}.{market}").cast
