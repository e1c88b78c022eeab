"""Sealed fields: opened by the chain in their round, or marked as failed for a reason, a bounded number a block."""

from __future__ import annotations

import bittensor_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import MINER, OWN, RIVAL, commitment_of, new_stage, publish
from tests.unit.crypto.test_beacon import SIGNATURE as RECORDED

from taonet.crypto import beacon, timelock
from taonet.crypto.keys import keypair_from_uri
from taonet.frame.weight import reads_writes
from taonet.node.chain.beacon import offline_pulses
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, BlockNumber, NetUid
from taonet.runtime import executive
from taonet.runtime.pallets.commitments import revealing
from taonet.runtime.pallets.commitments.events import CommitmentRevealed, CommitmentRevealFailed
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import (
    CommitmentInfo,
    Data,
    Raw,
    Registration,
    RevealFailure,
    TimelockEncrypted,
    TimelockRevealFailed,
)
from taonet.runtime.pallets.drand import offline
from taonet.runtime.pallets.drand.rounds import round_at
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.pallets.drand.types import Pulse
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.scale import BYTES, U64
from taonet.sim import Chain

SECRET = 77
KEY = beacon.public_key_of(SECRET)
ROUND = 5_000
IDLE = reads_writes(7_481_733_000, 3, 0, 635)


def sealed(text: bytes, round_number: int = ROUND) -> TimelockEncrypted:
    return TimelockEncrypted(timelock.seal(KEY, round_number, text), round_number)


def enveloped(text: bytes, named: int) -> TimelockEncrypted:
    return TimelockEncrypted(BYTES.encode(timelock.seal(KEY, ROUND, text)) + U64.encode(named), ROUND)


def pulse(stage: Chain, round_number: int = ROUND, signature: bytes | None = None) -> None:
    made = signature if signature is not None else beacon.sign(SECRET, round_number)
    Drand.Pulses.put(stage.s, round_number, Pulse(round_number, beacon.randomness(made), made))
    Drand.LastStoredRound.put(stage.s, max(round_number, Drand.LastStoredRound.get(stage.s)))


def revealed(stage: Chain, who: AccountId = MINER) -> list[tuple[bytes, int]] | None:
    return Storage.RevealedCommitments.get(stage.s, OWN, who)


def indexed(stage: Chain) -> list[tuple[NetUid, AccountId]]:
    return Storage.TimelockedIndex.get(stage.s)


@pytest.mark.parametrize("form", ["inner", "envelope"])
def test_a_recorded_pulse_opens_what_the_official_client_sealed(stage: Chain, form: str) -> None:
    made, _ = bittensor_core.encrypt_at_round(b"the answer is 42", 1000)
    data = bytes(made) if form == "envelope" else bytes(bittensor_core.inner_ciphertext(bytes(made)))
    publish(stage, MINER, TimelockEncrypted(data, 1000))
    stage.blocks(1)
    assert (revealed(stage), indexed(stage)) == (None, [(OWN, MINER)])

    pulse(stage, 1000, RECORDED)
    stage.blocks(1)
    assert revealed(stage) == [(b"the answer is 42", stage.number)]
    assert stage.events(CommitmentRevealed) == [CommitmentRevealed(OWN, MINER)]
    assert (commitment_of(stage, MINER), indexed(stage)) == (None, [])
    assert Storage.LastCommitment.get(stage.s, OWN, MINER) == stage.number - 2


def test_the_other_fields_stay_and_later_rounds_wait(stage: Chain) -> None:
    later = sealed(b"later", ROUND + 1)
    publish(stage, MINER, sealed(b"first"), Raw(b"open"), later)
    made = stage.number
    pulse(stage)
    stage.blocks(1)
    assert commitment_of(stage, MINER) == Registration(Tao(0), made, CommitmentInfo([Raw(b"open"), later]))
    assert (revealed(stage), indexed(stage)) == ([(b"first", stage.number)], [(OWN, MINER)])

    pulse(stage, ROUND + 1)
    stage.blocks(1)
    assert commitment_of(stage, MINER) == Registration(Tao(0), made, CommitmentInfo([Raw(b"open")]))
    assert (revealed(stage), indexed(stage)) == ([(b"first", made + 1), (b"later", made + 2)], [])


def test_the_last_ten_texts_of_a_hotkey_are_kept(stage: Chain) -> None:
    pulse(stage)
    for start in range(0, 12, 3):
        publish(stage, MINER, *(sealed(bytes([start + step])) for step in range(3)))
        stage.blocks(1)
        assert stage.events(CommitmentRevealed) == [CommitmentRevealed(OWN, MINER)] * 3
    assert [text for text, _ in revealed(stage) or []] == [bytes([number]) for number in range(2, 12)]


def _broken_header(field: TimelockEncrypted) -> TimelockEncrypted:
    """Return a field whose `v` has 31 bytes, by its length and by what stands there."""
    at = beacon.PUBLIC_KEY_LENGTH
    data = field.encrypted
    return TimelockEncrypted(data[:at] + (31).to_bytes(8, "little") + data[at + 9 :], field.reveal_round)


FAILURES: dict[str, tuple[RevealFailure, TimelockEncrypted]] = {
    "noise": (RevealFailure.CiphertextDeserialize, TimelockEncrypted(b"\x05" * 300, ROUND)),
    "nothing": (RevealFailure.CiphertextDeserialize, TimelockEncrypted(b"", ROUND)),
    "a byte too many": (RevealFailure.CiphertextDeserialize, TimelockEncrypted(sealed(b"x").encrypted + b"\0", ROUND)),
    "a byte after the envelope": (
        RevealFailure.CiphertextDeserialize,
        TimelockEncrypted(enveloped(b"x", ROUND).encrypted + b"\0", ROUND),
    ),
    "a short header": (RevealFailure.CiphertextDeserialize, _broken_header(sealed(b"x"))),
    "another round's text": (
        RevealFailure.Decrypt,
        TimelockEncrypted(timelock.seal(KEY, ROUND + 1, b"x"), ROUND),
    ),
    "an empty text": (RevealFailure.EmptyPlaintext, sealed(b"")),
    "another round in the envelope": (RevealFailure.RoundMismatch, enveloped(b"x", ROUND + 1)),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_what_cannot_be_opened_stays_and_says_why_once(stage: Chain, kind: str) -> None:
    reason, field = FAILURES[kind]
    publish(stage, MINER, Raw(b"open"), field, sealed(b"good"))
    pulse(stage)
    stage.blocks(1)
    assert stage.events(CommitmentRevealFailed) == [CommitmentRevealFailed(OWN, MINER, ROUND, reason)]
    record = commitment_of(stage, MINER)
    assert record is not None
    assert record.info.fields == [Raw(b"open"), TimelockRevealFailed(field.encrypted, ROUND)]
    assert (revealed(stage), indexed(stage)) == ([(b"good", stage.number)], [])

    stage.blocks(1)
    assert stage.events(CommitmentRevealFailed) == []
    publish(stage, MINER, sealed(b"again"))
    stage.blocks(1)
    assert [text for text, _ in revealed(stage) or []] == [b"good", b"again"]


def test_a_signature_that_is_no_point_opens_nothing(stage: Chain) -> None:
    publish(stage, MINER, sealed(b"x"))
    pulse(stage, signature=b"\x33" * 10)
    stage.blocks(1)
    [told] = stage.events(CommitmentRevealFailed)
    assert (told.error, revealed(stage)) == (RevealFailure.SignatureDeserialize, None)


def test_a_round_older_than_all_that_are_kept_never_comes(stage: Chain) -> None:
    publish(stage, MINER, sealed(b"x"))
    pulse(stage, ROUND + 9)
    Drand.OldestStoredRound.put(stage.s, ROUND)
    stage.blocks(1)
    assert (stage.events(CommitmentRevealFailed), indexed(stage)) == ([], [(OWN, MINER)])

    Drand.OldestStoredRound.put(stage.s, ROUND + 1)
    stage.blocks(1)
    assert stage.events(CommitmentRevealFailed) == [
        CommitmentRevealFailed(OWN, MINER, ROUND, RevealFailure.PulseExpired)
    ]
    assert indexed(stage) == []


def test_an_index_that_names_what_is_not_sealed_is_mended(stage: Chain) -> None:
    publish(stage, MINER, Raw(b"open"))
    Storage.TimelockedIndex.put(stage.s, [(OWN, MINER), (OWN, RIVAL)])
    stage.blocks(1)
    assert indexed(stage) == []
    assert commitment_of(stage, MINER) is not None


def test_the_hook_tells_what_it_read_and_wrote(stage: Chain) -> None:
    assert revealing.open_due(stage.s, stage.number) == IDLE
    publish(stage, MINER, sealed(b"x"))
    assert revealing.open_due(stage.s, stage.number) == IDLE.plus(reads_writes(0, 2, 0))
    pulse(stage)
    assert revealing.open_due(stage.s, stage.number) == IDLE.plus(reads_writes(0, 4, 3))


def test_the_author_brings_the_rounds_of_the_offline_beacon_that_commitments_wait_for(stage: Chain) -> None:
    offline.build(stage.s)
    alice = keypair_from_uri("//Alice")
    coming = round_at(offline.OFFLINE, Timestamp.Now.get(stage.s)) + 2
    publish(stage, MINER, TimelockEncrypted(timelock.seal(offline.OFFLINE.public_key, coming, b"x"), coming))
    assert offline_pulses(stage.s, alice) == []

    while round_at(offline.OFFLINE, Timestamp.Now.get(stage.s)) < coming:
        stage.blocks(1)
    [brought] = offline_pulses(stage.s, alice)
    assert executive.apply_extrinsic(stage.s, brought).refusal is None
    stage.blocks(1)
    assert revealed(stage) == [(b"x", stage.number)]
    assert offline_pulses(stage.s, alice) == []


POOL: list[Data] = [
    sealed(b"one"),
    sealed(b"two"),
    sealed(b"three", ROUND + 1),
    FAILURES["noise"][1],
    TimelockEncrypted(b"late", 7),
    Raw(b"open"),
]
ENTRIES = st.dictionaries(
    st.tuples(st.integers(0, 3).map(NetUid), st.integers(0, 9).map(lambda number: AccountId(bytes([number]) * 32))),
    st.lists(st.sampled_from(POOL), min_size=1, max_size=3),
    min_size=1,
    max_size=12,
)


Left = dict[tuple[NetUid, AccountId], Registration]


def outcome(stage: Chain) -> tuple[Left, dict[tuple[NetUid, AccountId], list[bytes]], list[tuple[NetUid, AccountId]]]:
    """Return what stands in the state, whichever block brought it there."""
    texts = {key: [text for text, _ in kept] for key, kept in Storage.RevealedCommitments.items(stage.s)}
    return dict(Storage.CommitmentOf.items(stage.s)), texts, indexed(stage)


@settings(max_examples=25, deadline=None)
@given(entries=ENTRIES, visited=st.integers(1, 4), settled=st.integers(1, 3))
def test_bounded_blocks_come_to_what_an_unbounded_one_does(
    entries: dict[tuple[NetUid, AccountId], list[Data]], visited: int, settled: int
) -> None:
    with new_stage() as stage, pytest.MonkeyPatch.context() as patch:
        for (netuid, who), fields in entries.items():
            Storage.CommitmentOf.put(stage.s, netuid, who, Registration(Tao(0), 1, CommitmentInfo(fields)))
        Storage.TimelockedIndex.put(
            stage.s, [key for key, fields in entries.items() if any(isinstance(f, TimelockEncrypted) for f in fields)]
        )
        pulse(stage)
        Drand.OldestStoredRound.put(stage.s, 8)
        mark = stage.s.mark()
        revealing.open_due(stage.s, BlockNumber(9))
        wanted = outcome(stage)
        assert Storage.TimelockRevealCursor.get(stage.s) is None
        stage.s.undo(mark)

        patch.setattr(revealing, "MOST_VISITED", visited)
        patch.setattr(revealing, "MOST_SETTLED", settled)
        for _ in range(len(entries)):
            before = outcome(stage)[0]
            revealing.open_due(stage.s, BlockNumber(9))
            after = outcome(stage)[0]
            assert len([key for key in entries if before.get(key) != after.get(key)]) <= min(visited, settled)
            if Storage.TimelockRevealCursor.get(stage.s) is None:
                break
        assert outcome(stage) == wanted
        assert Storage.TimelockRevealCursor.get(stage.s) is None


def test_behind_the_cursor_the_next_block_goes_on_even_when_its_commitment_is_gone(
    stage: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revealing, "MOST_VISITED", 1)
    first, second = sorted([MINER, RIVAL])
    for who in (first, second):
        publish(stage, who, sealed(b"x"))
    stage.blocks(1)
    assert Storage.TimelockRevealCursor.get(stage.s) == (OWN, first)
    publish(stage, first, Raw(b"open"))
    pulse(stage)
    stage.blocks(1)
    assert (revealed(stage, second), Storage.TimelockRevealCursor.get(stage.s)) == ([(b"x", stage.number)], None)

    publish(stage, first, sealed(b"y"))
    stage.blocks(1)
    assert revealed(stage, first) == [(b"y", stage.number)]
