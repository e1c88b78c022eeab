"""What polkadot.js' page of referenda reads: tracks with their curves, and referenda in every state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.e2e.npm import drive
from tests.runtime.pallets.referenda.assembly import Assembly

from taonet.crypto.ss58 import encode
from taonet.frame.call import RuntimeCall
from taonet.primitives.ids import NetUid
from taonet.primitives.perbill import ONE
from taonet.runtime.pallets.origins.types import NetworkParameters, Subnet, WishForChange
from taonet.runtime.pallets.preimage.bounded import Inline, Lookup
from taonet.runtime.pallets.preimage.events import Noted
from taonet.runtime.pallets.referenda.curves import LinearDecreasing, Reciprocal
from taonet.runtime.pallets.referenda.life import UNDECIDING_TIMEOUT
from taonet.runtime.pallets.referenda.storage import SUBMISSION_DEPOSIT, Storage
from taonet.runtime.pallets.referenda.tracks import DAY, TRACKS
from taonet.runtime.pallets.referenda.types import After
from taonet.sim import Chain

pytestmark = pytest.mark.timeout(300)

PROJECT = Path(__file__).with_name("polkadot_js")
PARAMETERS = NetworkParameters()
LONG = 200


@pytest.fixture(scope="module")
def assembly() -> Assembly:
    """Give a chain with a referendum in every state there is."""
    assembly = Assembly()
    timed_out = assembly.submit(origin=WishForChange())
    approved = assembly.open(assembly.change(9), origin=PARAMETERS)
    assembly.vote(approved, ayes=60)
    rejected = assembly.open(origin=PARAMETERS)
    assembly.run_to(assembly.status(timed_out).submitted + UNDECIDING_TIMEOUT)
    assembly.run(DAY)
    cancelled, killed = assembly.submit(), assembly.submit()
    assembly.c.as_root("Referenda", "cancel", cancelled)
    assembly.c.as_root("Referenda", "kill", killed)
    deciding, confirming, _queued = (assembly.open(assembly.change(4)) for _ in range(3))
    assembly.vote(deciding, ayes=1, nays=2)
    assembly.vote(confirming, ayes=80)
    assembly.next()
    data = assembly.c.runtime.call_codec.encode(assembly.remark(b"x" * LONG))
    assembly.c.call(Chain.bob, "Preimage", "note_preimage", data)
    assembly.submit(Lookup(assembly.told(Noted)[-1].hash, len(data)), at=After(7), who=Chain.charlie)
    assert rejected == 2
    return assembly


@pytest.fixture(scope="module")
def seen(assembly: Assembly, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Give what polkadot.js read."""
    s, file = assembly.c.s, tmp_path_factory.mktemp("page") / "given.json"
    raw = [s.get(Storage.ReferendumInfoFor.key_of((index,))) for index in range(Storage.ReferendumCount.get(s))]
    given = {
        "metadata": "0x" + s.runtime.metadata(14).hex(),
        "infos": ["0x" + value.hex() for value in raw if value is not None],
        "call": "0x" + assembly.inline(assembly.remark()).data.hex(),
    }
    file.write_bytes(msgspec.json.encode(given))
    return drive(PROJECT, str(file), "referenda.mjs")


def test_it_lists_every_track_in_order_with_a_deposit_and_curves(seen: dict[str, Any]) -> None:
    assert seen["constants"] == {"submissionDeposit": str(SUBMISSION_DEPOSIT), "undecidingTimeout": UNDECIDING_TIMEOUT}
    assert [track["id"] for track in seen["tracks"]] == sorted(dict(TRACKS))
    for track in seen["tracks"]:
        rules = dict(TRACKS)[track["id"]]
        assert track["name"] == rules.name
        assert len(rules.name) <= 25
        assert int(track["deposit"]) == rules.decision_deposit > 0
        assert track["periods"] == [
            rules.prepare_period, rules.decision_period, rules.confirm_period, rules.min_enactment_period,
        ]  # fmt: skip
        assert [_curve(curve) for curve in track["curves"]] == [rules.min_approval, rules.min_support]


def test_it_tells_the_states_of_referenda_apart(seen: dict[str, Any]) -> None:
    assert [info["state"] for info in seen["infos"]] == [
        "TimedOut", "Approved", "Rejected", "Cancelled", "Killed", "Ongoing", "Ongoing", "Ongoing", "Ongoing",
    ]  # fmt: skip


def test_it_reads_all_of_an_ongoing_one(assembly: Assembly, seen: dict[str, Any]) -> None:
    deciding, confirming, queued, submitted = seen["infos"][5:]
    status = assembly.status(5)
    assert (deciding["track"], deciding["origin"]) == (0, {"system": {"root": None}})
    assert deciding["call"] == "adminUtils.sudoSetAdminFreezeWindow"
    assert deciding["submitter"] == encode(Chain.alice)
    assert int(deciding["deposit"]) == dict(TRACKS)[0].decision_deposit
    assert deciding["deciding"] == {"since": status.deciding and status.deciding.since, "confirming": None}
    assert [int(votes) for votes in deciding["tally"]] == [status.tally.ayes, status.tally.nays, status.tally.support]
    assert confirming["deciding"]["confirming"] == confirming["alarm"][0] > confirming["deciding"]["since"]
    assert (queued["inQueue"], queued["deciding"], queued["alarm"]) == (True, None, None)
    assert (submitted["deposit"], submitted["enactment"]) == (None, {"after": 7})
    assert submitted["lookup"] == LONG + 4


def test_what_its_dialog_submits_is_what_we_read(assembly: Assembly, seen: dict[str, Any]) -> None:
    raw = bytes.fromhex(seen["submit"][2:])
    body = assembly.c.runtime.call_codec.encode(
        RuntimeCall(
            assembly.c.runtime.calls["Referenda", "submit"],
            (Subnet(NetUid(3), 9), Inline(assembly.inline(assembly.remark()).data), After(10)),
        )
    )

    assert raw.endswith(body)


def _curve(shown: dict[str, Any]) -> LinearDecreasing | Reciprocal:
    """Return the curve that the page would draw."""
    if shown["kind"] == "LinearDecreasing":
        assert shown["ceil"] <= ONE
        return LinearDecreasing(shown["length"], shown["floor"], shown["ceil"])
    return Reciprocal(shown["factor"], shown["xOffset"], shown["yOffset"])
