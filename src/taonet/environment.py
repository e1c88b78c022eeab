"""The environment of our own programs that we start: nobody's settings for `taonet` reach them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

PREFIX: Final = "TAONET_"
CONFIG: Final = "TAONET_CONFIG"
KEPT: Final = ("TAONET_CACHE",)
"""Where models are kept is the machine's matter, not a command's."""
OFFICIAL: Final[Mapping[str, tuple[str, ...]]] = {
    "network": ("BT_NETWORK",),
    "wallet-name": ("BT_WALLET", "BT_WALLET_NAME"),
    "hotkey": ("BT_WALLET_HOTKEY",),
    "wallet-path": ("BT_WALLET_PATH",),
}
"""The variables of the official client that set an option of ours too; btcli 11 reads BT_WALLET, older ones BT_WALLET_NAME."""


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which no variable and no configuration file sets an option of a command."""
    official = {name for names in OFFICIAL.values() for name in names}
    rest = {
        name: value
        for name, value in environment.items()
        if name in KEPT or not (name.startswith(PREFIX) or name in official)
    }
    return rest | {CONFIG: os.devnull}
