"""The name of a check of batches that this chain does in another way."""

from typing import final

from taonet.frame.error import ModuleError


@final
class InvalidBatchLength(ModuleError, index=162):
    """The batch is empty, or has more items than there are subnets. Send one to each subnet at most."""
