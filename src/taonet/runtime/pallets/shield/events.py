"""The event of the shield pallet."""

from typing import Annotated, final

from taonet.frame.event import Event, event
from taonet.primitives.ids import Hash
from taonet.runtime.types import H256, account
from taonet.scale import Typed


@final
@event(index=0)
class EncryptedSubmitted(Event, frozen=True):
    """A carrier is in the block. The id is the hash of its signer and its ciphertext."""

    id: Annotated[Hash, Typed(H256, "T::Hash")]
    who: account
