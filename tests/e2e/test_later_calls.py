"""Preimages, scheduled calls and safe mode through the official client: called by its generic calls, read by its queries."""

from collections.abc import Iterator
from typing import Any

import bittensor as bt
import pytest
from tests.e2e.accounts import ALICE, BOB, DAVE

from taonet.crypto.hashing import blake2_256
from taonet.neuron.blocking import blocking_client
from taonet.testing.node import RunningNode

pytestmark = pytest.mark.timeout(300)

NAME = "0x" + "07" * 32
LONG = b"later" * 60


@pytest.fixture(scope="module")
def client(node: RunningNode) -> Iterator[bt.Subtensor]:
    with blocking_client(node.websocket) as opened:
        yield opened


def as_root(client: bt.Subtensor, call: Any) -> Any:
    """Have root make a call and return how that went."""
    return client.submit_call(bt.calls.Sudo.sudo(call=client.compose(call)), ALICE)


def remark(client: bt.Subtensor, data: bytes) -> Any:
    return client.compose(bt.calls.System.remark(remark=data))


def test_notes_a_preimage_for_a_deposit_and_takes_it_back(client: bt.Subtensor) -> None:
    data = remark(client, LONG + b", and nobody asks for it").data
    key = "0x" + blake2_256(bytes(data)).hex()
    before = client.balances.balance(coldkey_ss58=BOB.cold).rao
    noted = client.submit_call(bt.calls.Preimage.note_preimage(bytes=bytes(data)), BOB)
    assert noted.success, noted.message

    deposit = 104_000_000 + 1_000_000 * len(data)
    status = client.query(("Preimage", "RequestStatusFor"), [key])
    assert status == {"Unrequested": {"ticket": (BOB.cold, deposit), "len": len(data)}}
    assert client.query(("Preimage", "PreimageFor"), [(key, len(data))]) is not None
    assert client.query(("Preimage", "StatusFor"), [key]) is None
    twice = client.submit_call(bt.calls.Preimage.note_preimage(bytes=bytes(data)), DAVE)
    assert (twice.success, twice.error.name) == (False, "AlreadyNoted")

    gone = client.submit_call(bt.calls.Preimage.unnote_preimage(hash=key), BOB)
    assert gone.success, gone.message
    assert before - client.balances.balance(coldkey_ss58=BOB.cold).rao == noted.fee.rao + gone.fee.rao
    assert client.query(("Preimage", "RequestStatusFor"), [key]) is None


def test_schedules_reads_the_agenda_and_sees_the_call_made(client: bt.Subtensor) -> None:
    gift = client.compose(
        bt.calls.Balances.force_transfer(source={"Id": ALICE.cold}, dest={"Id": DAVE.cold}, value=5_000)
    )
    task = bt.calls.Scheduler.schedule_named_after(id=NAME, after=6, maybe_periodic=(4, 2), priority=63, call=gift)
    before = client.balances.balance(coldkey_ss58=DAVE.cold).rao
    assert as_root(client, task).success
    when, index = client.query(("Scheduler", "Lookup"), [NAME])
    agenda = client.query(("Scheduler", "Agenda"), [when])
    client.wait_for_block(when)

    assert agenda[index]["priority"] == 63
    assert agenda[index]["maybe_periodic"] == (4, 1)
    assert agenda[index]["origin"] == {"system": "Root"}
    assert [key for key, _ in client.query_map(("Scheduler", "Agenda"))] == [when + 4]
    assert client.balances.balance(coldkey_ss58=DAVE.cold).rao == before + 5_000
    assert as_root(client, bt.calls.Scheduler.cancel_named(id=NAME)).success
    assert client.query(("Scheduler", "Lookup"), [NAME]) is None


def test_a_long_call_waits_as_a_preimage(client: bt.Subtensor) -> None:
    call = remark(client, LONG)
    assert as_root(
        client, bt.calls.Scheduler.schedule_after(after=50, maybe_periodic=None, priority=0, call=call)
    ).success
    ((when, agenda),) = client.query_map(("Scheduler", "Agenda"))
    key = "0x" + blake2_256(bytes(call.data)).hex()

    assert agenda[0]["call"] == {"Lookup": {"hash": key, "len": len(call.data)}}
    assert client.query(("Preimage", "RequestStatusFor"), [key])["Requested"]["count"] == 2
    assert as_root(client, bt.calls.Scheduler.set_retry(task=(when, 0), retries=3, period=7)).success
    assert client.query(("Scheduler", "Retries"), [(when, 0)]) == {"total_retries": 3, "remaining": 3, "period": 7}
    assert as_root(client, bt.calls.Scheduler.cancel(when=when, index=0)).success


def test_only_root_schedules(client: bt.Subtensor) -> None:
    call = remark(client, b"")
    refused = client.submit_call(
        bt.calls.Scheduler.schedule_after(after=5, maybe_periodic=None, priority=0, call=call), BOB
    )

    assert (refused.success, refused.error.name) == (False, "BadOrigin")


def test_safe_mode_stops_transfers_and_names_the_refusal(client: bt.Subtensor) -> None:
    assert client.constant(("SafeMode", "EnterDepositAmount")) is None
    assert as_root(client, bt.calls.SafeMode.force_enter()).success
    assert client.query(("SafeMode", "EnteredUntil")) > client.block
    refused = client.execute(bt.Transfer(dest_ss58=DAVE.cold, amount_tao=1), BOB)
    assert as_root(client, bt.calls.SafeMode.force_exit()).success

    assert (refused.success, refused.error.name) == (False, "CallFiltered")
    assert client.query(("SafeMode", "EnteredUntil")) is None
    assert client.execute(bt.Transfer(dest_ss58=DAVE.cold, amount_tao=1), BOB).success
