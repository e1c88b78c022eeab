"""Refusals of the drand pallet."""

from typing import final

from taonet.frame.error import ModuleError


@final
class InvalidRoundNumber(ModuleError, index=4):
    """The round is not after the last one that is kept. Bring rounds in their order."""


@final
class PulseVerificationError(ModuleError, index=5):
    """The beacon's key or the signature is no point of the curve, so nothing could be checked."""
