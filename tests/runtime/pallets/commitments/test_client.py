"""The official client reads and publishes commitments from our metadata alone."""

from __future__ import annotations

from typing import Any

import pytest
from bittensor.metagraph import _commitments  # pyright: ignore[reportPrivateUsage]  # what the client makes of records
from tests.helpers import MINER, OWN, RIVAL, commitment_of, official_client, publish

from taonet.crypto.ss58 import encode as ss58
from taonet.primitives.amounts import Tao
from taonet.runtime.api.metagraphs import selective_metagraph
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import (
    REGISTRATION,
    BigRaw,
    CommitmentInfo,
    NoData,
    Raw,
    Registration,
    ResetBondsFlag,
    Sha256,
    TimelockEncrypted,
    TimelockRevealFailed,
)
from taonet.scale import BYTES
from taonet.sim import Chain

SELECT_COMMITMENTS = 73


def rows(stage: Chain, item: Any) -> list[tuple[str, dict[str, dict[str, Any] | int]]]:
    """Return what the client makes of all rows of an item on the subnet."""
    pairs = [(item.key_of((OWN, who)), item.codec.encode(value)) for who, value in item.items_under(stage.s, OWN)]
    keys, values = [key for key, _ in pairs], [value for _, value in pairs]
    return official_client(15).decode_map_pairs("Commitments", item.name, keys, values, 1)


@pytest.mark.parametrize("version", [14, 15])
def test_its_keys_are_ours(stage: Chain, version: int) -> None:
    for item in (Storage.CommitmentOf, Storage.RevealedCommitments):
        theirs = official_client(version).storage_key("Commitments", item.name, [OWN, ss58(MINER)])
        assert bytes(theirs) == item.key_of((OWN, MINER))


@pytest.mark.parametrize(
    ("field", "theirs"),
    [
        (NoData(), "None"),
        (Raw(b""), {"Raw0": "0x"}),
        (Raw(b"abc"), {"Raw3": "0x616263"}),
        (Raw(b"a" * 128), {"Raw128": "0x" + "61" * 128}),
        (Sha256(bytes(32)), {"Sha256": "0x" + "00" * 32}),
        (BigRaw(b"ab"), {"BigRaw": "0x6162"}),
        (ResetBondsFlag(), "ResetBondsFlag"),
        (TimelockEncrypted(b"ab", 9), {"TimelockEncrypted": {"encrypted": "0x6162", "reveal_round": 9}}),
    ],
)
def test_its_call_is_ours(stage: Chain, field: Any, theirs: str | dict[str, dict[str, int | str] | str]) -> None:
    made = official_client(15).compose_call(
        "Commitments", "set_commitment", {"netuid": OWN, "info": {"fields": [theirs]}}
    )
    call = stage.runtime.call_codec.decode(bytes(made))

    assert stage.runtime.name_of(call.call) == ("Commitments", "set_commitment")
    assert call.args == (OWN, CommitmentInfo([field]))


def test_its_metagraph_shows_open_and_sealed_commitments(stage: Chain) -> None:
    publish(stage, MINER, Raw(b"owner/"), Raw(b"model"))
    publish(stage, RIVAL, TimelockEncrypted(b"secret", 77))
    found = _commitments(OWN, rows(stage, Storage.CommitmentOf), rows(stage, Storage.RevealedCommitments), 9)

    open_one, sealed = found[ss58(MINER)], found[ss58(RIVAL)]
    assert (open_one.data, open_one.block, open_one.encrypted) == ("owner/model", stage.number, False)
    assert (sealed.data, sealed.encrypted, sealed.reveal_round, sealed.revealed) == ("", True, 77, [])


def test_its_metagraph_shows_what_was_opened_and_what_failed(stage: Chain) -> None:
    Storage.RevealedCommitments.put(stage.s, OWN, MINER, [(BYTES.encode(b"owner/model"), 7)])
    info = CommitmentInfo([TimelockRevealFailed(b"secret", 77)])
    Storage.CommitmentOf.put(stage.s, OWN, RIVAL, Registration(Tao(0), 5, info))
    found = _commitments(OWN, rows(stage, Storage.CommitmentOf), rows(stage, Storage.RevealedCommitments), 9)

    opened, failed = found[ss58(MINER)], found[ss58(RIVAL)]
    assert (opened.value, opened.status, opened.revealed) == ("owner/model", "revealed", [(7, "owner/model")])
    assert (failed.status, failed.value, failed.revealed) == ("failed", None, [])


def test_a_selective_metagraph_has_the_stored_bytes(stage: Chain) -> None:
    publish(stage, MINER, Raw(b"abc"))
    graph = selective_metagraph(stage.s, OWN, [SELECT_COMMITMENTS])

    assert graph is not None
    assert [(who, REGISTRATION.decode(bytes(found))) for who, found in graph["commitments"]] == [
        (MINER, commitment_of(stage, MINER))
    ]
