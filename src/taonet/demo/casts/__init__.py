"""Who plays in the demo: a cast a market, each a module with one value `cast`; `cast.py` says what it is made of."""

from __future__ import annotations

import importlib
from typing import Any, Final

from taonet.demo.casts.cast import Cast

MARKETS: Final = ("text",)
"""The markets that have a cast, in the order in which `all` shows them."""


def cast_of(market: str) -> Cast[Any, Any]:
    """Return a market's cast; only then is the market loaded."""
    return importlib.import_module(f"{__name__}.{market}").cast
