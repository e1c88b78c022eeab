"""What submitting a transaction costs: its signature is checked once, and not at all where a look is enough."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.machines import make_block, sign_at_head

from taonet.crypto.keys import keypair_from_uri
from taonet.frame.validity import TransactionInvalid
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.solo import Sealing, SlotClock
from taonet.node.node import Node, solo_node
from taonet.node.pool import Limits, PoolError
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.accounts import DEV_ACCOUNTS
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.signers import signature_is_good
from taonet.runtime.transaction import pipeline

ALICE, BOB = keypair_from_uri("//Alice"), keypair_from_uri("//Bob")
REMARK = RUNTIME.call("System", "remark", b"hi")


@pytest.fixture
def machine() -> Iterator[Machine]:
    with open_chain(localnet(), author=author_from_uri("//One")) as machine:
        make_block(machine)
        yield machine


@pytest.fixture
def node(machine: Machine) -> Node:
    return solo_node(machine, sealing=Sealing.MANUAL, clock=SlotClock(wall=lambda: 1_800_000_000_000))


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return the outcomes of all checks of a signature from now on."""
    outcomes: list[bool] = []

    def counted(*arguments: object) -> bool:
        outcomes.append(signature_is_good(*arguments))  # pyright: ignore[reportArgumentType]
        return outcomes[-1]

    monkeypatch.setattr(pipeline, "signature_is_good", counted)
    return outcomes


def test_a_signature_is_checked_at_submission_and_not_again_in_its_block(node: Node, checks: list[bool]) -> None:
    raw = sign_at_head(node.machine, ALICE, REMARK)
    node.submit(raw)
    prepared, _ = make_block(node.machine, (raw,))

    assert raw in prepared.txs
    assert checks == [True]


def test_a_transaction_is_decoded_once(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []
    read = executive.read_extrinsic
    monkeypatch.setattr(executive, "read_extrinsic", lambda runtime, raw: decoded.append(raw) or read(runtime, raw))
    raw = sign_at_head(node.machine, ALICE, REMARK)
    node.submit(raw)
    make_block(node.machine, (raw,))

    assert decoded.count(raw) == 1


def test_a_signature_is_checked_again_once_its_signer_would_have_to_sign_something_else(
    machine: Machine, checks: list[bool]
) -> None:
    raw = sign_at_head(machine, ALICE, REMARK, period=0)
    machine.validate(raw)
    elsewhere = replace(localnet(), authorities=(DEV_ACCOUNTS["Two"],))
    with open_chain(elsewhere) as other, pytest.raises(TransactionInvalid, match="bad signature"):
        other.validate(raw)

    assert checks == [True, False]


def test_a_bad_signature_is_never_remembered(machine: Machine, checks: list[bool]) -> None:
    raw = bytearray(sign_at_head(machine, ALICE, REMARK))
    raw[50] ^= 1
    for _ in range(2):
        with pytest.raises(TransactionInvalid, match="bad signature"):
            machine.validate(bytes(raw))

    assert checks == [False, False]


def test_a_full_pool_refuses_before_it_checks_a_signature(node: Node, checks: list[bool]) -> None:
    node.pool.limits = Limits(ready_count=1)
    node.submit(sign_at_head(node.machine, ALICE, REMARK))
    with pytest.raises(PoolError, match="Immediately Dropped"):
        node.submit(sign_at_head(node.machine, BOB, REMARK))

    assert checks == [True]


def test_a_used_nonce_is_refused_before_its_signature_is_checked(node: Node, checks: list[bool]) -> None:
    make_block(node.machine, (sign_at_head(node.machine, ALICE, REMARK),))
    checks.clear()
    with pytest.raises(PoolError, match="Transaction is outdated"):
        node.submit(sign_at_head(node.machine, ALICE, REMARK, nonce=0, tip=1))

    assert checks == []


def test_what_waits_already_is_refused_before_anything_is_checked(node: Node, checks: list[bool]) -> None:
    raw = sign_at_head(node.machine, ALICE, REMARK)
    node.submit(raw)
    with pytest.raises(PoolError, match="Already Imported"):
        node.submit(raw)

    assert checks == [True]
