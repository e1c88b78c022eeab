"""Refusals of setting hyperparameters. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class SubnetDoesNotExist(ModuleError, index=0):
    """There is no subnet of this number."""


@final
class MaxValidatorsLargerThanMaxUIds(ModuleError, index=1):
    """A subnet cannot have more validators than neurons. Choose a smaller number."""


@final
class MaxAllowedUIdsLessThanCurrentUIds(ModuleError, index=2):
    """The subnet has more neurons than that already. Choose a larger number."""


@final
class BondsMovingAverageMaxReached(ModuleError, index=3):
    """Owners may not make bonds that slow. Choose a smaller number."""


@final
class NegativeSigmoidSteepness(ModuleError, index=4):
    """Only root may make the curve fall. Choose 0 or more."""


@final
class ValueNotInBounds(ModuleError, index=5):
    """The value is outside the bounds that the chain sets, or crosses its counterpart."""


@final
class MinAllowedUidsGreaterThanCurrentUids(ModuleError, index=6):
    """The lowest number of neurons must be below what the subnet has."""


@final
class MinAllowedUidsGreaterThanMaxAllowedUids(ModuleError, index=7):
    """The lowest number of neurons must be below the highest."""


@final
class MaxAllowedUidsLessThanMinAllowedUids(ModuleError, index=8):
    """The highest number of neurons must not be below the lowest."""


@final
class MaxAllowedUidsGreaterThanDefaultMaxAllowedUids(ModuleError, index=9):
    """No subnet of this kind of consensus may have that many neurons."""


@final
class InvalidValue(ModuleError, index=10):
    """This value is not possible here."""


@final
class NotPermittedOnRootSubnet(ModuleError, index=11):
    """Root has no such setting. Name another subnet."""


@final
class CollateralLockShareTooHigh(ModuleError, index=14):
    """A part of the price must stay burned. Choose a smaller share."""


@final
class CollateralDrainRatioOutOfBounds(ModuleError, index=15):
    """Collateral must be released as its hotkey earns, but not faster than the bound."""
