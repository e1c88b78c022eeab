"""The genesis files that come with the program."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.genesis.types import Genesis

PRESETS: Final = ("localnet", "holders", "fair")


def preset_text(name: str) -> str:
    """Return the file of a preset."""
    return files("taonet.runtime.genesis").joinpath(f"{name}.toml").read_text("utf-8")


@cache
def preset(name: str) -> Genesis:
    """Return a preset's genesis. `fair` has no producer: whoever starts the network adds one."""
    return parse_genesis(preset_text(name))


def localnet() -> Genesis:
    """Return the developers' network: //Alice, //Bob and //Charlie are rich, //Alice is sudo, //One makes blocks."""
    return preset("localnet")
