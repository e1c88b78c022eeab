"""Block emission by issuance."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.emission import block_emission

FAMILY = "block_emission"


def check(vector: dict[str, Any]) -> object:
    """Return the emission for the issuance of the vector."""
    return {"ret": block_emission(vector["in"]["issuance"])}
