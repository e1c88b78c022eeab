"""The demo's neurons and how each behaves, which the validators do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from taonet.demo.miners import Behaviour

Role = Literal["validator", "miner"]

OWNER: Final = "owner"


@dataclass(frozen=True, slots=True)
class Part:
    """A neuron: its name, what it is, how it behaves, what it stakes (TAO), and why it is caught if it is."""

    name: str
    role: Role
    note: str
    behaviour: Behaviour | None = None
    stake: float = 0
    caught: str = ""


PARTS: Final = (
    Part("val-one", "validator", "asks, checks, scores", stake=600),
    Part("val-two", "validator", "asks, checks, scores", stake=400),
    Part("strong", "miner", "the asked model, at full speed", Behaviour.HONEST),
    Part("slow", "miner", "the asked model, late", Behaviour.SLOW),
    Part("weak", "miner", "a lighter model, and says so", Behaviour.WEAK),
    Part(
        "nonsense", "miner", "invented tokens", Behaviour.NONSENSE,
        caught="its tokens are not those that the model draws from the seed",
    ),
    Part(
        "copycat", "miner", "hands in another's answers", Behaviour.COPYCAT,
        caught="another's answer does not fit its own question and seed",
    ),
)  # fmt: skip
"""In the order in which they are shown."""

VALIDATORS: Final = tuple(part for part in PARTS if part.role == "validator")
MINERS: Final = tuple(part for part in PARTS if part.role == "miner")
