"""Rules that make or lose rao: the chain executes without complaint, and the audit names the block and the item."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.audit.chains import audited, busy_genesis, stored, told_chain

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.alpha_assets import logic as assets
from taonet.runtime.pallets.balances import accounts as balance_accounts
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor import tao
from taonet.runtime.pallets.subtensor.coinbase import block_step, liquidity, payments, subnet_emission
from taonet.runtime.pallets.subtensor.math import emission
from taonet.runtime.pallets.subtensor.math.emission import Curve
from taonet.runtime.pallets.subtensor.staking import burn_calls, positions, stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.transaction_payment import charging
from taonet.sim import Chain
from taonet.supply.audit.report import Report

FIRST = NetUid(1)
Patch = Callable[[pytest.MonkeyPatch], None]


def wrapped(module: Any, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Patch:
    """Return a patch that puts another rule in the place of one, in one module that uses it."""
    return lambda patch: patch.setattr(module, name, make(getattr(module, name)))


def _one_more(rule: Callable[..., int]) -> Callable[..., int]:
    return lambda *args: rule(*args) + 1


def _doubled_mint(rule: Callable[..., Tao]) -> Callable[..., Tao]:
    return lambda s, amount: Tao(rule(s, amount) + rule(s, amount))


def _for_nothing(_: Callable[..., object]) -> Callable[..., object]:
    return lambda *_args, **_named: None


def _late_halving(rule: Callable[..., int]) -> Callable[..., int]:
    def late(issuance: int, curve: Curve) -> int:
        return rule(max(issuance - 3 * 10**9, 0), curve)

    return late


def _fee_to_its_author(rule: Callable[[State, Tao], None]) -> Callable[[State, Tao], None]:
    def keep(s: State, amount: Tao) -> None:
        if amount:
            balances.deposit(s, AccountId(b"\x0f" * 32), Tao(amount))
        rule(s, Tao(0))

    return keep


def _fee_taken_off_one_total(_: Callable[..., object]) -> Callable[[State, Tao], None]:
    return balances.drop_credit


def _doubled_credit(rule: Callable[..., Tao]) -> Callable[..., Tao]:
    def twice(s: State, who: AccountId, amount: Tao, *, exact: bool = True) -> Tao:
        times = 2 if System.Number.get(s) else 1  # not in the genesis
        return Tao(rule(s, who, Tao(times * amount), exact=exact) // times)

    return twice


def _silent_gift(rule: Callable[..., None]) -> Callable[..., None]:
    def gift(s: State, who: AccountId, amount: Tao) -> None:
        rule(s, who, amount)
        balances.increase(s, who, Tao(1))
        Balances.TotalIssuance.update(s, lambda total: Tao(total + 1))

    return gift


def _more_alpha_out(rule: Callable[..., None]) -> Callable[..., None]:
    def more(s: State, netuid: NetUid, amount: Alpha) -> None:
        rule(s, netuid, amount)
        Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(alpha + 1))

    return more


def _more_alpha_counted(rule: Callable[..., None]) -> Callable[..., None]:
    return lambda s, netuid, amount: rule(s, netuid, Alpha(amount + 1))


def _fuller_pool(rule: Callable[..., Any]) -> Callable[..., Any]:
    def fuller(s: State, netuid: NetUid, *args: Any, **named: Any) -> Any:
        Staking.SubnetTAO.update(s, netuid, lambda pool: Tao(pool + 1))
        Staking.TotalStake.update(s, lambda total: Tao(total + 1))
        return rule(s, netuid, *args, **named)

    return fuller


def _emptier_alpha_pool(rule: Callable[..., Any]) -> Callable[..., Any]:
    def emptier(s: State, netuid: NetUid, *args: Any, **named: Any) -> Any:
        Staking.SubnetAlphaIn.update(s, netuid, lambda pool: Alpha(max(pool - 1, 0)))
        return rule(s, netuid, *args, **named)

    return emptier


def _stake_twice(rule: Callable[..., None]) -> Callable[..., None]:
    def twice(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
        rule(s, hotkey, coldkey, netuid, amount)
        rule(s, hotkey, coldkey, netuid, amount)

    return twice


def _stake_of_another(rule: Callable[..., None]) -> Callable[..., None]:
    def another(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
        rule(s, hotkey, AccountId(b"\x0e" * 32), netuid, amount)

    return another


def _paid_from_nothing(rule: Callable[..., None]) -> Callable[..., None]:
    return lambda s, netuid, amount: rule(s, netuid, Alpha(2 * amount))


RULES: dict[str, tuple[Patch, str, int]] = {
    "the block's TAO is minted twice": (wrapped(block_step, "mint_tao", _doubled_mint), "emission", 1),
    "the emission is one rao too much": (wrapped(block_step, "block_emission", _one_more), "emission", 1),
    "alpha's emission is one rao too much": (wrapped(emission, "block_emission", _one_more), "alpha emission", 1),
    "a subnet gets one rao more than its share": (wrapped(liquidity, "deposit_credit", _silent_gift), "account", 1),
    "what no subnet takes is not taken off": (wrapped(block_step, "recycle_credit", _for_nothing), "total", 14),
    "a fee is kept by somebody": (wrapped(charging, "recycle", _fee_to_its_author), "fee", 1),
    "a fee is taken off one total only": (wrapped(charging, "recycle", _fee_taken_off_one_total), "total", 1),
    "a fee is taken off no total": (wrapped(charging, "recycle", _for_nothing), "total", 1),
    "a transfer arrives twice": (wrapped(balances, "increase", _doubled_credit), "account", 1),
    "what a seat on root costs is not taken off": (wrapped(tao, "recycle_credit", _for_nothing), "total", 6),
    "dust stays in the total": (wrapped(balance_accounts, "lower_issuance", _for_nothing), "total", 11),
    "a pool gets a rao that its account does not have": (wrapped(positions, "swap_tao_for_alpha", _fuller_pool), "pool", 3),
    "a pool loses alpha": (wrapped(positions, "swap_tao_for_alpha", _emptier_alpha_pool), "alpha pool", 3),
    "alpha is outside that nobody minted": (wrapped(subnet_emission, "mint_alpha_out", _more_alpha_out), "alpha outside", 1),
    "alpha is counted that nobody has": (wrapped(assets, "mint_alpha", _more_alpha_counted), "alpha emission", 1),
    "recycled alpha stays outside": (wrapped(burn_calls, "recycle_subnet_alpha", _for_nothing), "alpha", 9),
    "burned alpha is not counted": (wrapped(burn_calls, "burn_subnet_alpha", _for_nothing), "alpha", 10),
    "a stake is credited twice": (wrapped(stakes, "increase_stake", _stake_twice), "stake", 3),
    "a stake is credited to another": (wrapped(stakes, "increase_stake", _stake_of_another), "shares", 3),
    "the owner's cut is paid twice": (wrapped(payments, "pay_owner_cut", _paid_from_nothing), "alpha epoch", 7),
}  # fmt: skip
"""A patch, and the kind and block of a finding that it must lead to."""


def _audited(path: Path) -> Report:
    return audited(stored(told_chain()[1], busy_genesis(), path / "chain"))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_makes_or_loses_rao_is_found(rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patch, kind, block = RULES[rule]
    patch(monkeypatch)
    report = _audited(tmp_path)

    print([(f.block, f.kind, f.where, f.text) for f in report.findings[:4]])
    assert (block, kind) in {(finding.block, finding.kind) for finding in report.findings}
    assert min(finding.block or 0 for finding in report.findings) == block


def _halving_soon() -> Genesis:
    """Return a network without accounts whose token halves after 20 blocks, with a subnet that takes all TAO."""
    text = busy_genesis().text
    head, tail = text[: text.index("[[account]]")], text[text.rindex("[[subnet]]") :]
    return parse_genesis(f"{head}[token]\ncap = 40\nhalving = 20\n{tail}")


def test_a_halving_that_comes_too_late_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = audited(stored(Chain(_halving_soon()).blocks(24), _halving_soon(), tmp_path / "sound"))
    wrapped(block_step, "block_emission", _late_halving)(monkeypatch)
    late = audited(stored(Chain(_halving_soon()).blocks(24), _halving_soon(), tmp_path / "late"))

    assert sound.findings == []
    assert [(one.first, one.last, one.emission) for one in sound.emission] == [(1, 20, 10**9), (21, 24, 10**9 // 2)]
    assert {(one.block, one.kind) for one in late.findings} == {(21, "emission"), (22, "emission"), (23, "emission")}
