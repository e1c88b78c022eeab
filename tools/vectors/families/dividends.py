"""Split of validator dividends in alpha and root parts."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.dividends import split_dividends

FAMILY = "dividends"


def check(vector: dict[str, Any]) -> object:
    """Return both parts by hotkey."""
    given = vector["in"]
    stakes = {hotkey: (alpha, root) for hotkey, alpha, root in given["stake_map_hotkey_alpha_root"]}
    alpha, root = split_dividends(
        given["pending_validator_alpha"],
        given["pending_root_alpha"],
        given["tao_weight_u96f32"],
        stakes,
        dict(given["dividends_u96f32"]),
        None,
    )
    return {
        "alpha_dividends_u96f32": [list(item) for item in alpha.items()],
        "root_alpha_dividends_u96f32": [list(item) for item in root.items()],
    }
