"""What `taonet demo --show` tells: a story each, a module with one function `tell`; `show.py` says what it is given."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # reading a command line loads no story
    from taonet.demo.shows.show import Tell


class Choice(StrEnum):
    """What `--show` takes."""

    launch = "launch"
    supply = "supply"
    vote = "vote"


FIRST_LINES: Final[Mapping[Choice, str]] = {
    Choice.launch: "a network that begins with nothing, and how its first TAO come to be",
    Choice.supply: "every TAO that there will ever be, from the first block to the last rao",
    Choice.vote: "holders propose, vote and change a rule of their network, and nobody else can",
}
"""What is said at once, while a story is still loading."""
WITHOUT_NETWORK: Final = frozenset({Choice.supply})
"""Stories that run no network: there is nothing to listen at a port or to be kept."""


def tell_of(choice: Choice) -> Tell:
    """Return the telling of a story; only then is what it needs loaded."""
    return importlib.import_module(f"{__name__}.{choice}").tell
