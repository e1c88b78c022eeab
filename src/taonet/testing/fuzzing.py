"""How many examples random tests try."""

from __future__ import annotations

import os


def examples(usual: int) -> int:
    """Return how many examples a random test tries: `usual`, or what `TAONET_FUZZ_EXAMPLES` says (`make fuzz`)."""
    return int(os.environ.get("TAONET_FUZZ_EXAMPLES", str(usual)))
