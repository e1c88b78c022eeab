"""Who pays a transaction's fee, and for how much weight at most.

A hotkey that does its daily work is paid for by the coldkey that owns it. And some calls became heavier after spec 459
while their fee did not: it is worked out from at most the weight they declared then.
Source: runtime/src/fee_filters.rs, staking_fee.rs.
"""

from __future__ import annotations

from collections.abc import Iterator

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.nesting import dispatch_info
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts

COLDKEY_PAYS = frozenset(
    {
        ("SubtensorModule", "set_weights"),
        ("SubtensorModule", "set_mechanism_weights"),
        ("SubtensorModule", "batch_set_weights"),
        ("SubtensorModule", "commit_weights"),
        ("SubtensorModule", "commit_mechanism_weights"),
        ("SubtensorModule", "batch_commit_weights"),
        ("SubtensorModule", "commit_crv3_mechanism_weights"),
        ("SubtensorModule", "commit_timelocked_weights"),
        ("SubtensorModule", "commit_timelocked_mechanism_weights"),
        ("SubtensorModule", "reveal_weights"),
        ("SubtensorModule", "reveal_mechanism_weights"),
        ("SubtensorModule", "batch_reveal_weights"),
        ("SubtensorModule", "serve_axon"),
        ("SubtensorModule", "serve_axon_tls"),
        ("SubtensorModule", "serve_prometheus"),
        ("SubtensorModule", "associate_evm_key"),
        ("Commitments", "set_commitment"),
    }
)
"""Calls that a hotkey signs and its owner pays for."""

CAPS = {
    "burned_register": 4_175_124_000,
    "register_limit": 4_155_012_000,
    "register": 4_174_683_000,
    "swap_hotkey": 672_080_000_000,
    "swap_hotkey_v2": 672_080_000_000,
    "swap_coldkey": 27_790_000_000,
    "swap_coldkey_announced": 26_760_000_000,
    "terminate_lease": 64_056_000_937,
    "stake_into_basket": 147_420_000_000,
    "claim_root": 249_916_000_000,
    "claim_root_with_hotkey": 249_916_000_000,
    "unstake_all": 225_000_000,
    "unstake_all_alpha": 4_069_000_000,
    "remove_stake": 2_409_000_000,
    "remove_stake_limit": 2_472_000_000,
    "remove_stake_full_limit": 2_500_000_000,
    "move_stake": 1_370_000_000,
    "move_stake_limit": 4_194_000_000,
    "transfer_stake": 1_427_000_000,
    "transfer_stake_and_hotkey": 1_506_000_000,
    "swap_stake": 4_073_000_000,
    "swap_stake_limit": 4_169_000_000,
    "burn_alpha": 912_000_000,
    "recycle_alpha": 1_133_000_000,
    "set_min_collateral": 281_000_000,
}
"""Most picoseconds that a call of the SubtensorModule pallet is billed for, whatever it declares."""

_LISTS = frozenset({"batch", "batch_all", "force_batch"})
_WRAPPERS = {
    ("Utility", "if_else"): ("main", "fallback"),
    ("Utility", "as_derivative"): ("call",),
    ("Utility", "dispatch_as"): ("call",),
    ("Utility", "dispatch_as_fallible"): ("call",),
    ("Proxy", "proxy"): ("call",),
    ("Proxy", "proxy_announced"): ("call",),
}


def payer(s: State, who: AccountId, call: RuntimeCall, tip: int) -> tuple[AccountId, int]:
    """Return who pays for a call that `who` signed, and the tip that counts.

    A hotkey cannot give its owner's funds away: the tip counts as nothing when the owner pays.
    """
    if (call.call.pallet_name, call.call.name) in COLDKEY_PAYS and Accounts.Owner.exists(s, who):
        return Accounts.Owner.get(s, who), 0
    return who, tip


def billed_weight(call: RuntimeCall, weight: Weight) -> Weight:
    """Return the weight that a call is billed for; `weight` is what it declares in all.

    Wrappers declare the calls inside them, so each of those takes off what is above its own cap.
    """
    discount = sum(_above_cap(leaf) for leaf in leaves(call))
    return Weight(max(weight.ref_time - discount, 0), weight.proof_size) if discount else weight


def leaves(call: RuntimeCall) -> Iterator[RuntimeCall]:
    """Yield the calls that do something, looking into wrappers whose weight includes what is inside."""
    pending = [call]
    while pending:
        present = pending.pop()
        name = (present.call.pallet_name, present.call.name)
        if name[0] == "Utility" and name[1] in _LISTS:
            pending.extend(present.args[0])
        elif name in _WRAPPERS:
            arguments = present.arguments()
            pending.extend(arguments[inner] for inner in _WRAPPERS[name])
        else:
            yield present


def _above_cap(call: RuntimeCall) -> int:
    if call.call.pallet_name != "SubtensorModule":
        return 0
    cap = CAPS.get(call.call.name)
    return 0 if cap is None else max(dispatch_info(call).weight.ref_time - cap, 0)
