"""Refusals of the commitments pallet."""

from taonet.frame.error import ModuleError


class TooManyFieldsInCommitmentInfo(ModuleError, index=0):
    """A commitment has at most three fields."""


class AccountNotAllowedCommit(ModuleError, index=1):
    """Only a hotkey that is registered on the subnet publishes there. Register it first."""


class SpaceLimitExceeded(ModuleError, index=2):
    """The hotkey published as much as it may in this epoch. Wait for the subnet's next epoch, or publish less."""


class UnexpectedUnreserveLeftover(ModuleError, index=3):
    """Less was reserved than the former commitment's deposit, so it cannot be given back."""


class TimelockRevealFailedNotAllowed(ModuleError, index=4):
    """Only the chain marks a sealed field as failed. Publish it as `TimelockEncrypted`."""
