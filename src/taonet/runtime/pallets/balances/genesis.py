"""Balances at genesis."""

from __future__ import annotations

from collections.abc import Mapping

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT, Storage
from taonet.runtime.pallets.system import accounts as system
from taonet.runtime.pallets.system.types import AccountData


class BadGenesisBalance(ValueError):
    """A balance in the genesis is below the existential deposit, or all together are too much."""


def build(s: State, balances: Mapping[AccountId, Tao]) -> None:
    """Give accounts their first funds, in rao, on top of what other parts of the genesis have issued."""
    for who, amount in balances.items():
        if amount < EXISTENTIAL_DEPOSIT:
            raise BadGenesisBalance(
                f"0x{who.hex()} is given {amount} rao, the existential deposit is {EXISTENTIAL_DEPOSIT}"
            )
    total = Storage.TotalIssuance.get(s) + sum(balances.values())
    if total > U64_MAX:
        raise BadGenesisBalance(f"{total} rao do not fit the issuance")

    for who, amount in balances.items():
        system.inc_providers(s, who)
        system.put_data(s, who, AccountData(free=amount))
    Storage.TotalIssuance.put(s, Tao(total))
