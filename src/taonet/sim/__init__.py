"""A whole chain in memory, with a clock of its own: for tests, measurements, notebooks and simulations."""

from taonet.sim.chain import Block, Chain, Outcome, OutOfTurn, UnknownKey
from taonet.sim.refusals import NotRefused, refused
from taonet.sim.signing import named_pair, sign, sign_call

__all__ = [
    "Block", "Chain", "NotRefused", "OutOfTurn", "Outcome", "UnknownKey", "named_pair", "refused", "sign", "sign_call",
]  # fmt: skip
