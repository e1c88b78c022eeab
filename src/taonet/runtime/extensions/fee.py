"""What a transaction pays. The rules are the pallet's (`transaction_payment.charging`).

Source: runtime/src/transaction_payment_wrapper.rs validate, prepare, post_dispatch_details
"""

from __future__ import annotations

from taonet.frame.extension import Extension, Outcome
from taonet.frame.outer_enums import RUNTIME_CRATE
from taonet.frame.state import State
from taonet.runtime.pallets.transaction_payment import charging
from taonet.runtime.transaction.extrinsic import Transaction
from taonet.runtime.types import COMPACT_TAO
from taonet.scale import newtype


def _validate(s: State, transaction: Transaction) -> None:
    t = transaction
    charging.check(s, t.who, t.call, t.weight, t.length, t.signature.tip, t.declared)


def _prepare(s: State, transaction: Transaction) -> charging.Charge:
    t = transaction
    return charging.withdraw(s, t.who, t.call, t.weight, t.length, t.signature.tip, t.declared)


def _settle(s: State, transaction: Transaction, charge: charging.Charge, outcome: Outcome) -> None:
    charging.settle(s, charge, outcome.weight, transaction.length, outcome.pays, transaction.declared)


CHARGE_TRANSACTION_PAYMENT: Extension[Transaction] = Extension(
    "ChargeTransactionPayment",
    newtype(
        COMPACT_TAO,
        "pallet_transaction_payment::ChargeTransactionPayment",
        type_name="BalanceOf<T>",
        parameters={"T": None},
    ),
    carries="tip",
    validate=_validate,
    prepare=_prepare,
    settle=_settle,
)
CHARGE_TRANSACTION_PAYMENT_WRAPPER = newtype(
    CHARGE_TRANSACTION_PAYMENT.wire,
    f"{RUNTIME_CRATE}::transaction_payment_wrapper::ChargeTransactionPaymentWrapper",
    field="inner",
    type_name="ChargeTransactionPayment<T>",
    parameters={"T": None},
)
"""The form that travels; metadata lists the one inside."""
