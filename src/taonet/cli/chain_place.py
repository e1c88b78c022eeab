"""Where a chain is kept: what all commands that work on it share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

BasePath = Annotated[
    Path | None, typer.Option("--base-path", help="Where the chain is kept. Default: the platform's data directory.")
]


class Preset(StrEnum):
    """The genesis of the chain."""

    localnet = "localnet"


def default_base_path(preset: str) -> Path:
    """Return where a chain is kept by default."""
    return Path(platformdirs.user_data_dir("taonet", appauthor=False)) / "chains" / preset
