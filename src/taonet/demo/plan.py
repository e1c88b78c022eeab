"""Who takes part, and how each behaves. The validators are not told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["validator", "miner"]

STRONG: Final = "strong"


@dataclass(frozen=True, slots=True)
class Part:
    """A neuron: its name, what it is, how it behaves, and what it stakes (TAO)."""

    name: str
    role: Role
    behaviour: str = ""
    stake: float = 0
    note: str = ""


PARTS: Final = (
    Part("val-one", "validator", stake=600, note="asks, checks, scores"),
    Part("val-two", "validator", stake=400, note="asks, checks, scores"),
    Part(STRONG, "miner", "honest", note="the asked model, at full speed"),
    Part("weak", "miner", "weak", note="a lighter model, and says so"),
    Part("slow", "miner", "slow", note="the asked model, late"),
    Part("nonsense", "miner", "nonsense", note="invented tokens"),
    Part("copycat", "miner", "copycat", note="hands in the strong miner's answers"),
)

VALIDATORS: Final = tuple(part for part in PARTS if part.role == "validator")
MINERS: Final = tuple(part for part in PARTS if part.role == "miner")
