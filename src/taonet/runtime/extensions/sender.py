"""The sender: an account that exists, and its next nonce.

Source: runtime/src/check_nonce.rs validate, prepare, holds_alpha_stake @7477ecc
"""

from __future__ import annotations

from taonet.frame.extension import Extension
from taonet.frame.outer_enums import RUNTIME_CRATE, marker
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.frame.weight import Pays
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.transaction.extrinsic import COMPACT_NONCE, Transaction
from taonet.runtime.types import ACCOUNT_ID
from taonet.scale import U32, newtype
from taonet.scale.shape import Parameter

NOBODY = AccountId(bytes(32))


def refuse_nobody(_s: State, transaction: Transaction) -> None:
    """Refuse the zero account as a sender."""
    if transaction.who == NOBODY:
        raise TransactionInvalid(Invalid.BadSigner)


def check_nonce(s: State, transaction: Transaction) -> ValidTransaction:
    """Refuse a sender who would have to pay and has neither account nor stake, and a used nonce; tag the transaction."""
    who, nonce = transaction.who, transaction.signature.nonce
    account = System.Account.get(s, who)
    alive = account.providers or account.sufficients
    # Who was given alpha and never had TAO may still pay, in alpha.
    if transaction.declared.pays is Pays.Yes and not alive and not Accounts.StakingHotkeys.get(s, who):
        raise TransactionInvalid(Invalid.Payment)
    if nonce < account.nonce:
        raise TransactionInvalid(Invalid.Stale)
    requires = (nonce_tag(who, nonce - 1),) if nonce > account.nonce else ()
    return ValidTransaction(requires=requires, provides=(nonce_tag(who, nonce),))


def take_nonce(s: State, transaction: Transaction) -> None:
    """Use up the nonce; refuse one above the account's next.

    An account that nothing keeps alive gets a reference of its own, or it could vanish and with it the used nonce.
    """
    if transaction.signature.nonce > accounts.nonce(s, transaction.who):
        raise TransactionInvalid(Invalid.Future)
    accounts.inc_nonce(s, transaction.who)
    account = System.Account.get(s, transaction.who)
    if not account.providers and not account.sufficients:
        accounts.inc_sufficients(s, transaction.who)


def nonce_tag(who: AccountId, nonce: int) -> bytes:
    """Return the tag that says: this account's transaction with this nonce."""
    return ACCOUNT_ID.encode(who) + U32.encode(nonce)


CHECK_NON_ZERO_SENDER: Extension[Transaction] = Extension(
    "CheckNonZeroSender",
    marker("frame_system::extensions::check_non_zero_sender::CheckNonZeroSender", (Parameter("T"),)),
    validate=refuse_nobody,
)
CHECK_NONCE: Extension[Transaction] = Extension(
    "CheckNonce",
    newtype(COMPACT_NONCE, f"{RUNTIME_CRATE}::check_nonce::CheckNonce", type_name="T::Nonce", parameters={"T": None}),
    carries="nonce",
    validate=check_nonce,
    prepare=take_nonce,
)
