"""The models that this market pays for.

A miner may run any of them and must say which: the validator re-scores with
that one. The lighter model is honest work of lower quality, and earns less
because it answers worse, not because it is forbidden.
"""

from collections.abc import Mapping
from typing import Final

from taonet.markets.text.model import FULL, Variant

MODEL: Final = "SmolLM2-135M-Instruct"
LIGHT_MODEL: Final = "SmolLM2-135M-Instruct-28-layers"
LIGHT: Final = Variant(without=(18, 22))  # right less than half as often as the full model
CATALOGUE: Final[Mapping[str, Variant]] = {MODEL: FULL, LIGHT_MODEL: LIGHT}
