"""The demo's neurons and how each behaves, which the validators do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from taonet.demo.miners import Behaviour

Role = Literal["validator", "miner"]

STRONG: Final = "strong"


@dataclass(frozen=True, slots=True)
class Part:
    """A neuron: its name, what it is, how it behaves, and what it stakes (TAO)."""

    name: str
    role: Role
    behaviour: Behaviour | None = None
    stake: float = 0
    note: str = ""


PARTS: Final = (
    Part("val-one", "validator", stake=600, note="asks, checks, scores"),
    Part("val-two", "validator", stake=400, note="asks, checks, scores"),
    Part(STRONG, "miner", Behaviour.HONEST, note="the asked model, at full speed"),
    Part("weak", "miner", Behaviour.WEAK, note="a lighter model, and says so"),
    Part("slow", "miner", Behaviour.SLOW, note="the asked model, late"),
    Part("nonsense", "miner", Behaviour.NONSENSE, note="invented tokens"),
    Part("copycat", "miner", Behaviour.COPYCAT, note="hands in the strong miner's answers"),
)

VALIDATORS: Final = tuple(part for part in PARTS if part.role == "validator")
