"""Refusals of the multisig pallet."""

from taonet.frame.error import ModuleError


class MinimumThreshold(ModuleError, index=0):
    """At least two must approve. For one, use `as_multi_threshold_1`."""


class AlreadyApproved(ModuleError, index=1):
    """The sender approved this already, or its approval is not needed. Send the call itself to have it made."""


class TooFewSignatories(ModuleError, index=3):
    """An account of several people has at least one besides the sender."""


class TooManySignatories(ModuleError, index=4):
    """An account of several people has at most 100."""


class SignatoriesOutOfOrder(ModuleError, index=5):
    """The others must be in the order of their account ids, each once."""


class SenderInSignatories(ModuleError, index=6):
    """The sender is not one of the others. Leave it out."""


class NotFound(ModuleError, index=7):
    """Nothing waits for approvals with this account and call hash."""


class NotOwner(ModuleError, index=8):
    """Only who began the operation, and paid its deposit, does this."""


class NoTimepoint(ModuleError, index=9):
    """The operation began already: give the block and extrinsic in which it did."""


class WrongTimepoint(ModuleError, index=10):
    """The operation began in another block or extrinsic. Read its `when`."""


class UnexpectedTimepoint(ModuleError, index=11):
    """The operation has not begun: the first approval gives no block and extrinsic."""


class MaxWeightTooLow(ModuleError, index=12):
    """The call weighs more than is allowed for it. Give at least its weight."""
