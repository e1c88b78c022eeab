"""Names of EVM keys: a hotkey tied to an Ethereum address."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import H160, account, netuid
from taonet.scale import u64


@final
class UnableToRecoverPublicKey(ModuleError, index=92):
    """No public key fits this signature. Sign the hotkey and the block's hash with the EVM key."""


@final
class InvalidRecoveredPublicKey(ModuleError, index=93):
    """Another EVM key made this signature. Sign with the one that is named."""


@final
class EvmKeyAssociateRateLimitExceeded(ModuleError, index=118, pool_code=20):
    """The key was tied a short while ago. Wait for the rate limit."""


@final
class EvmKeyAssociationLimitExceeded(ModuleError, index=119):
    """This EVM key has as many neurons on the subnet as it may. Use another one."""


@final
@event(index=99)
class EvmKeyAssociated(Event, frozen=True):
    """A hotkey of a subnet is tied to an Ethereum address."""

    netuid: netuid
    hotkey: account
    evm_key: Annotated[bytes, H160]
    block_associated: u64
