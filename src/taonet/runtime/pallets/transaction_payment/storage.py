"""Storage of the transaction payment pallet."""

from taonet.frame.constant import Constant
from taonet.frame.storage import Value, storage
from taonet.runtime.pallets.transaction_payment.types import RELEASES, Releases
from taonet.runtime.types import FIXED_U128
from taonet.scale import U8

ONE = 10**18
"""The number 1 as FixedU128."""


@storage("TransactionPayment")
class Storage:
    NextFeeMultiplier = Value(FIXED_U128, default=ONE, doc="What weight fees are multiplied with. Always 1 here.")
    StorageVersion = Value(RELEASES, default=Releases.V1Ancient, doc="Layout of this pallet's storage.")


class Constants:
    OperationalFeeMultiplier = Constant(
        U8, 5, "How much an operational transaction's fee counts in its priority. Priorities are fixed here."
    )
