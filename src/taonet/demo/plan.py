"""The seats of a demo's subnet: its owner and validators, which every market has, and the miners of its cast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from taonet.demo.casts.cast import Cast

Role = Literal["validator", "miner", "owner"]

OWNER: Final = "owner"


@dataclass(frozen=True, slots=True)
class Seat:
    """A neuron: its name, what it is, what the table says of it, what it gets and what it stakes (TAO)."""

    name: str
    role: Role
    note: str
    funds: int
    stake: int = 0


VALIDATORS: Final = (
    Seat("val-one", "validator", "asks, checks, scores", funds=700, stake=600),
    Seat("val-two", "validator", "asks, checks, scores", funds=500, stake=400),
)
SUBNET_OWNER: Final = Seat(OWNER, "owner", "owns the subnet, gets its cut", funds=5_000)
MINER_FUNDS: Final = 20


def seats(cast: Cast[Any, Any]) -> tuple[Seat, ...]:
    """Return a subnet's seats in the order in which they are shown: miners, validators, the owner."""
    miners = (Seat(part.name, "miner", part.note, MINER_FUNDS) for part in cast.miners)
    return (*miners, *VALIDATORS, SUBNET_OWNER)
