"""A whole chain in memory, with a clock of its own: for tests, measurements, notebooks and simulations."""

from taonet.sim.chain import Block, Chain, NotOpen, Outcome, UnknownKey
from taonet.sim.refusals import NotRefused, refused
from taonet.sim.signing import named_pair, sign, sign_call

__all__ = [
    "Block",
    "Chain",
    "NotOpen",
    "NotRefused",
    "Outcome",
    "UnknownKey",
    "named_pair",
    "refused",
    "sign",
    "sign_call",
]
