"""Transaction payment: fees of transactions. `fees` computes and takes them."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.transaction_payment import events
from taonet.runtime.pallets.transaction_payment.hooks import HOOKS
from taonet.runtime.pallets.transaction_payment.storage import Constants, Storage

PALLET = pallet(
    "TransactionPayment",
    6,
    "pallet_transaction_payment",
    part(storage=[Storage], events=[events], constants=[Constants], hooks=HOOKS),
    parity=Reference("polkadot-sdk/substrate/frame/transaction-payment", "7cc54bf"),
)
