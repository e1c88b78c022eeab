"""The environment of our own programs that we start: nobody's settings for `taonet` reach them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

PREFIX: Final = "TAONET_"
CONFIG: Final = "TAONET_CONFIG"
KEPT: Final = ("TAONET_CACHE",)
"""Where models are kept is the machine's matter, not a command's."""


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which no variable and no configuration file sets an option of a command."""
    rest = {name: value for name, value in environment.items() if not name.startswith(PREFIX) or name in KEPT}
    return rest | {CONFIG: os.devnull}
