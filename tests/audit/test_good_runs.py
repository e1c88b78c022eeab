"""Sound chains are found sound, from every source and for every part of them."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.chains import audited, busy_chain, busy_genesis, stored, voting_chain, voting_genesis

from taonet.crypto.ss58 import encode
from taonet.node.chain.exporting import choose, export_blocks
from taonet.node.store.reading import open_to_read
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.genesis.document import parse_genesis, with_producer
from taonet.runtime.genesis.presets import preset_text
from taonet.runtime.pallets.subtensor.registration import proof_of_work
from taonet.runtime.pallets.subtensor.registration.calls import pow_register
from taonet.runtime.pallets.subtensor.staking.remove_calls import remove_stake
from taonet.runtime.types import AddressId
from taonet.sim import Chain
from taonet.supply.audit import causes
from taonet.supply.audit.filed import Filed
from taonet.supply.audit.report import Report
from taonet.supply.audit.run import audit
from taonet.testing.fuzzing import examples

MARKET: Final = NetUid(1)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(busy_chain(3, 100)[1], busy_genesis(), tmp_path_factory.mktemp("busy") / "chain")


def _sum(report: Report, effect: str) -> int:
    return sum(flow.rao for flow in report.flows if flow.netuid is None and flow.effect == effect)


def test_every_rao_of_a_busy_chain_is_explained(busy: Path) -> None:
    report = audited(busy)

    assert report.findings == []
    made, destroyed = _sum(report, causes.MADE), _sum(report, causes.DESTROYED)
    assert report.opening.accounts + made - destroyed == report.closing.accounts == report.closing.balances_issuance
    burned = sum(flow.rao for flow in report.flows if flow.cause == causes.BURNED)
    assert report.closing.subtensor_issuance == report.closing.balances_issuance + burned
    assert {flow.cause for flow in report.flows if flow.netuid is None} >= {causes.EMISSION, causes.FEES, causes.BURNED}
    assert {flow.cause for flow in report.flows if flow.netuid == 1} >= {causes.ALPHA_OUT, causes.ALPHA_BOUGHT}


def test_alpha_is_where_the_report_says(busy: Path) -> None:
    for one in audited(busy).subnets:
        assert one.outside == one.staked + one.pending + one.protocol + one.burned + one.nobody
        assert one.account >= one.pool_tao + one.reservoir_tao
        assert one.nobody >= 0


def test_the_parts_of_a_chain_add_up_to_the_whole(busy: Path) -> None:
    whole, early, late = audited(busy), audited(busy, 1, 50), audited(busy, 51)

    assert early.holds
    assert late.holds
    assert early.closing.accounts == late.opening.accounts
    assert (early.opening, late.closing) == (whole.opening, whole.closing)
    for cause in {flow.cause for flow in whole.flows}:
        parts = [sum(flow.rao for flow in one.flows if flow.cause == cause) for one in (early, late, whole)]
        assert parts[0] + parts[1] == parts[2]


def test_a_file_tells_the_same_as_the_store_that_it_came_from(busy: Path) -> None:
    out = BytesIO()
    with open_to_read(busy) as store:
        export_blocks(store, choose(store), out)
    report = audit(Filed(BytesIO(out.getvalue()), "the file", None, None))
    there = audited(busy)

    assert report.holds
    assert (report.flows, report.closing, report.subnets) == (there.flows, there.closing, there.subnets)
    late = audit(Filed(BytesIO(out.getvalue()), "the file", 51, 90))
    assert (late.holds, late.opening, late.blocks) == (True, audited(busy, 51).opening, 40)


@settings(max_examples=examples(2), deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_whatever_people_do_is_explained(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    report = audited(stored(busy_chain(seed, 40)[1], busy_genesis(), tmp_path_factory.mktemp("any") / "chain"))

    assert report.findings == []


def test_votes_locks_and_slashes_are_explained(tmp_path: Path) -> None:
    report = audited(stored(voting_chain(5, 40)[1], voting_genesis(), tmp_path / "chain"))

    assert report.findings == []
    sums = {flow.cause: flow.rao for flow in report.flows if flow.netuid is None}
    assert sums[causes.SLASHED] > 0
    assert sums[causes.SET] != 0


def _registered_by_work(c: Chain, name: str) -> tuple[AccountId, AccountId]:
    cold, hot = c.account(name, 0), c.account(f"{name}//hot", 0)
    difficulty = proof_of_work.difficulty_of(c.s, MARKET)
    seals = ((nonce, proof_of_work.seal_of(MARKET, c.head.hash, hot, cold, nonce)) for nonce in count())
    nonce, work = next(one for one in seals if proof_of_work.meets(one[1], difficulty))
    assert c.submit(cold, pow_register, MARKET, c.number, nonce, work, hot).refusal is None
    return cold, hot


def test_every_rao_of_a_fair_launch_is_explained(tmp_path: Path) -> None:
    text = with_producer(preset_text("fair"), encode(Chain.alice))
    genesis = parse_genesis(re.sub(r"(?m)^(difficulty|tempo) = .*", r"\1 = 5", text))
    c, made = Chain(genesis), []
    closed = c.close
    c.close = lambda: made.append(closed()) or made[-1]  # type: ignore[method-assign]
    c.blocks(2)
    (cold, hot), _ = (_registered_by_work(c, name) for name in ("first", "second"))
    c.blocks(12)
    assert c.submit(cold, remove_stake, hot, MARKET, 10**9).refusal is None
    assert c.submit(cold, "Balances", "transfer_keep_alive", dest=AddressId(c.bob), value=10**8).refusal is None
    report = audited(stored(made, genesis, tmp_path / "chain"))

    assert report.findings == []
    assert report.opening.accounts == 0
    assert report.closing.accounts == _sum(report, causes.MADE) - _sum(report, causes.DESTROYED) > 0
    assert {flow.cause for flow in report.flows} >= {causes.ALPHA_FEES, causes.FEES, causes.ALPHA_PAID}
