"""Refusals of endpoints. Numbers are the chain's."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class InvalidIpType(ModuleError, index=1):
    """The kind of address is neither 4 nor 6. Use one of them."""


@final
class InvalidIpAddress(ModuleError, index=2, pool_code=11):
    """The address leads nowhere. Give one that others can reach."""


@final
class InvalidPort(ModuleError, index=3, pool_code=13):
    """Port 0 cannot be reached. Give another."""


@final
class ServingRateLimitExceeded(ModuleError, index=31, pool_code=12):
    """The neuron announced an endpoint a short while ago. Wait for the rate limit."""
