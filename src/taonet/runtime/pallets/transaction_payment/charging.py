"""How a fee is taken: before the call for what it declares, and settled afterwards for what it used.

The fee for the declared weight is withdrawn before the call; afterwards the part for unused weight comes back and the rest
is recycled: it leaves both counts of the issuance, so that it can be emitted again.
A hotkey that does its daily work is paid for by the coldkey that owns it. Who has no TAO may pay with the alpha of the stake
that the call is about. A proxy's call is paid for by the account that it is for, where that agreed. All stand on the call.

Source: polkadot-sdk/substrate/frame/transaction-payment/src/lib.rs compute_actual_fee, post_dispatch_details
Source: pallets/transaction-fee/src/lib.rs withdraw_fee, can_withdraw_fee, correct_and_deposit_fee
Source: runtime/src/transaction_payment_wrapper.rs extract_coldkey_fee_payer, validate
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.call import Declared, Position, RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.staking import alpha_fees
from taonet.runtime.pallets.subtensor.staking.alpha_fees import AlphaFee
from taonet.runtime.pallets.subtensor.staking.events import TransactionFeePaidWithAlpha
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.runtime.pallets.transaction_payment.fees import billed_weight, compute_fee


@final
class Charge(msgspec.Struct, frozen=True):
    """A fee that was taken before the call.

    From whom, how much of their TAO or else of their alpha, the tip in it, and the most weight it is for.
    """

    who: AccountId
    paid: Tao
    alpha: AlphaFee | None
    tip: Tao
    billed: Weight


def check(
    s: State, who: AccountId, call: RuntimeCall, weight: Weight, length: int, tip: int, declared: Declared
) -> None:
    """Refuse (Payment) a transaction that its payer cannot pay, alive, in TAO or in alpha; `weight` has checks in it."""
    who, tip = payer(s, who, call, tip)
    fee = compute_fee(s, length, declared, billed_weight(s, call, weight), tip)
    if not fee or balances.can_withdraw(s, who, fee, keep_alive=True):
        return
    if not alpha_fees.can_pay(s, who, _positions(s, who, call), fee):
        raise TransactionInvalid(Invalid.Payment)


def withdraw(
    s: State, who: AccountId, call: RuntimeCall, weight: Weight, length: int, tip: int, declared: Declared
) -> Charge:
    """Take the fee for the declared weight, or refuse (Payment). The payer keeps the existential deposit, or pays in alpha."""
    who, tip = payer(s, who, call, tip)
    billed = billed_weight(s, call, weight)
    fee = compute_fee(s, length, declared, billed, tip)
    if not fee or _take_tao(s, who, fee):
        return Charge(who, fee, None, Tao(tip), billed)
    try:
        alpha = alpha_fees.take(s, who, _positions(s, who, call), fee)
    except DispatchError as error:
        raise TransactionInvalid(Invalid.Payment) from error
    return Charge(who, Tao(0), alpha, Tao(tip), billed)


def settle(s: State, charge: Charge, weight: Weight, length: int, pays: Pays, declared: Declared) -> None:
    """Work the fee out anew for what was used, give back the difference, and recycle the rest."""
    billed = Weight(min(weight.ref_time, charge.billed.ref_time), min(weight.proof_size, charge.billed.proof_size))
    actual = compute_fee(s, length, Declared(declared.weight, declared.dispatch_class, pays), billed, charge.tip)
    if charge.paid:
        recycle(s, Tao(charge.paid - _refund(s, charge, actual)))
    if charge.alpha is not None:
        kept = alpha_fees.give_back(s, charge.who, charge.alpha, actual)
        s.emit(TransactionFeePaidWithAlpha(charge.who, kept.netuid, kept.alpha, kept.tao))
    s.emit(TransactionFeePaid(charge.who, actual, charge.tip))


def recycle(s: State, amount: Tao) -> None:
    """Let withdrawn funds leave both counts of the issuance: that of balances, and the one that sets the emission."""
    if amount:
        Staking.TotalIssuance.update(s, lambda total: Tao(saturating_sub(total, amount)))
        balances.drop_credit(s, amount)


def _take_tao(s: State, who: AccountId, fee: Tao) -> bool:
    """Withdraw a fee; tell whether the account could pay and keep its deposit."""
    try:
        balances.withdraw(s, who, fee, keep_alive=True)
    except DispatchError:
        return False
    return True


def _refund(s: State, charge: Charge, actual: Tao) -> Tao:
    """Give back what was paid beyond the actual fee; an account that died in its own call gets nothing."""
    if not balances.total_balance(s, charge.who):
        return Tao(0)
    try:
        # Also nothing is announced: recorded blocks carry a Deposit of 0.
        return balances.deposit(s, charge.who, Tao(saturating_sub(charge.paid, actual)), exact=False)
    except DispatchError:
        return Tao(0)


def payer(s: State, who: AccountId, call: RuntimeCall, tip: int) -> tuple[AccountId, int]:
    """Return who pays for a call that `who` signed, and the tip that counts.

    Who agreed to pay for its delegate pays the tip too. A hotkey cannot give its owner's funds away: the tip counts as
    nothing when the owner pays.
    """
    sponsor = None if call.call.policy.sponsor is None else call.call.policy.sponsor(s, who, call)
    if sponsor is not None:
        return sponsor, tip
    other = None if call.call.policy.payer is None else call.call.policy.payer(s, who)
    return (who, tip) if other is None else (other, 0)


def _positions(s: State, who: AccountId, call: RuntimeCall) -> list[Position]:
    """Return the stakes that may pay for a call; calls inside others have none."""
    positions = call.call.policy.fee_positions
    return [] if positions is None else positions(s, who, call.arguments())
