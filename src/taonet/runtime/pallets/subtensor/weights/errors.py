"""Refusals of weights."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class NotEnoughStakeToSetWeights(ModuleError, index=10, pool_code=1):
    """The hotkey has less stake than validators of this chain must have. Get more stake."""


@final
class NeuronNoValidatorPermit(ModuleError, index=15):
    """The neuron may not rate others: it was not among the largest stakes in the last epoch."""


@final
class WeightVecNotEqualSize(ModuleError, index=16):
    """There are not as many weights as seats. Give one weight for each seat."""


@final
class DuplicateUids(ModuleError, index=17):
    """A seat is named twice. Name each once."""


@final
class UidVecContainInvalidOne(ModuleError, index=18):
    """A seat is named that the subnet does not have."""


@final
class WeightVecLengthIsLow(ModuleError, index=19):
    """Fewer neurons are rated than the subnet demands. Rate more."""


@final
class SettingWeightsTooFast(ModuleError, index=29, pool_code=6):
    """The neuron set weights a short while ago. Wait for the rate limit."""


@final
class IncorrectWeightVersionKey(ModuleError, index=30):
    """The version is older than the one the subnet demands. Update the validator."""


@final
class UidsLengthExceedUidsInSubNet(ModuleError, index=32):
    """More seats are named than the subnet has."""


@final
class CanNotSetRootNetworkWeights(ModuleError, index=47):
    """There are no weights on root. Name another subnet."""


@final
class NoWeightsCommitFound(ModuleError, index=51, pool_code=16):
    """The hotkey has no commit that could be revealed."""


@final
class InvalidRevealCommitHashNotMatch(ModuleError, index=52):
    """What is revealed was never committed. Reveal exactly the weights, salt and version of the commit."""


@final
class CommitRevealEnabled(ModuleError, index=53):
    """The subnet wants weights committed first. Commit them instead of setting them."""


@final
class CommitRevealDisabled(ModuleError, index=54):
    """The subnet wants no commits. Set the weights instead."""


@final
class TooManyUnrevealedCommits(ModuleError, index=77):
    """The hotkey has as many unrevealed commits as it may have. Reveal some, or let them expire."""


@final
class ExpiredWeightCommit(ModuleError, index=78):
    """The epoch in which this commit could be revealed is over."""


@final
class RevealTooEarly(ModuleError, index=79, pool_code=17):
    """The epoch in which this commit can be revealed has not begun."""


@final
class InputLengthsUnequal(ModuleError, index=80, pool_code=18):
    """The lists of a batch are not equally long."""


@final
class CommittingWeightsTooFast(ModuleError, index=81, pool_code=6):
    """The neuron committed or set weights a short while ago. Wait for the rate limit."""


@final
class IncorrectCommitRevealVersion(ModuleError, index=111):
    """The weights were sealed in another version. Use the one the chain asks for."""


@final
class InvalidRevealRound(ModuleError, index=112, pool_code=15):
    """The round of the beacon has passed, so nothing would stay secret. Name a later one."""


@final
class CommitPayloadTooLarge(ModuleError, index=173):
    """The sealed weights are longer than the subnet takes. Send fewer."""


@final
class CommitQueueFull(ModuleError, index=174):
    """As many sealed weights wait on the subnet as may. Try again after its epoch."""
