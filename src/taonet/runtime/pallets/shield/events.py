"""What carriers leave behind."""

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.types import ACCOUNT_ID, H256
from taonet.scale import Typed


@final
@event(index=0, fields={"id": Typed(H256, "T::Hash"), "who": Typed(ACCOUNT_ID, "T::AccountId")})
class EncryptedSubmitted(Event, frozen=True):
    """A carrier is in the block. The id is the hash of its signer and its ciphertext."""

    id: Hash
    who: AccountId
