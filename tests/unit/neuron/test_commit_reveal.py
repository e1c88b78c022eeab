"""Weights under commit-reveal, on a real chain in this process: committed, kept on disk, revealed in their epoch."""

import asyncio
import itertools
import re
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import bittensor as bt
import pytest
from tests.unit.neuron.test_record import MARKET

from taonet.crypto.keys import keypair_from_uri
from taonet.neuron import sealing, weighing
from taonet.neuron.audit.findings import Report
from taonet.neuron.audit.replay import audit
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.record import RecordedWeights, opened_for_reading, weights
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator
from taonet.neuron.weighing import is_due
from taonet.primitives.ids import AccountId, NetUidStorageIndex
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.subtensor import commits
from taonet.sim.signing import sign_call
from taonet.testing.network import NETUID, TEMPO, VALIDATOR, LocalChain, local_chain
from taonet.testing.neurons import dev_key

LONG = 600
"""Blocks of an epoch that does not end while a validator starts."""
Play = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def _older_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the validator find a chain that opens no sealed weights by itself."""

    async def has_not(_chain: object) -> bool:
        return False

    monkeypatch.setattr(weighing, "has_timelock", has_not)


async def as_root(chain: LocalChain, name: str, *args: object) -> None:
    call = RUNTIME.call("Sudo", "sudo", RUNTIME.call("AdminUtils", name, *args))
    chain.node.submit(sign_call(chain.node.machine.state(), keypair_from_uri("//Alice"), call))
    await chain.blocks()


async def epoch(chain: LocalChain) -> None:
    await chain.blocks(LONG + 1)


async def on_chain(chain: LocalChain) -> list[tuple[int, int]]:
    """Return the validator's weights as the chain has them."""
    own = (await chain.metagraph())[dev_key(VALIDATOR).ss58_address].uid
    async with bt.Client(chain.websocket) as client:
        return list(await cast("Any", client).query(bt.storage.SubtensorModule.Weights, [NETUID, own]) or [])


def scene(place: str, story: Callable[[LocalChain, Play], Awaitable[None]]) -> list[RecordedWeights]:
    """Play a story with a miner; `play` in it starts the validator anew for one round. Return the recorded weights."""
    settings = ValidatorSettings(allow_local=True, rounds=1, round_seconds=0, record=place)

    async def run() -> None:
        async with local_chain(["miner"]) as chain:
            await as_root(chain, "sudo_set_commit_reveal_weights_enabled", NETUID, True)
            await as_root(chain, "sudo_set_tempo", NETUID, LONG)
            await epoch(chain)

            async def play() -> None:
                await run_validator(chain.neuron(VALIDATOR), MARKET, settings)

            async with serve_miner(chain.neuron("miner"), MARKET, MinerSettings(port=0)):
                await story(chain, play)

    asyncio.run(run())
    with opened_for_reading(place) as record:
        return weights(record)


def test_committed_weights_are_revealed_in_their_epoch_after_a_restart(tmp_path: Path) -> None:
    seen: list[list[tuple[int, int]]] = []

    async def story(chain: LocalChain, play: Play) -> None:
        await play()
        seen.append(await on_chain(chain))
        await epoch(chain)
        await play()
        seen.append(await on_chain(chain))

    first, *_ = scene(str(tmp_path / "record.db"), story)

    assert (first.way, first.end) == ("commit", "revealed")
    assert seen[0] == []
    assert seen[1] == list(zip(first.uids or [], first.values or [], strict=True)) != []


@pytest.mark.parametrize(("epochs", "end", "reason"), [(0, "committed", ""), (2, "expired", "its epoch has passed")])
def test_outside_their_epoch_weights_are_not_revealed(tmp_path: Path, epochs: int, end: str, reason: str) -> None:
    async def story(chain: LocalChain, play: Play) -> None:
        await play()
        for _ in range(epochs):
            await epoch(chain)
        await play()
        assert await on_chain(chain) == []

    first, *_ = scene(str(tmp_path / "record.db"), story)

    assert (first.way, first.end, first.reason) == ("commit", end, reason)


def test_a_commit_whose_answer_was_lost_is_revealed_and_one_that_never_arrived_is_given_up(tmp_path: Path) -> None:
    place = str(tmp_path / "record.db")

    async def story(chain: LocalChain, play: Play) -> None:
        await play()
        with sqlite3.connect(place) as connection:  # as if the process had ended when the commit was sent
            connection.execute("update weights set \"end\" = 'sending', included = null")
            connection.execute(
                'insert into weights (id, round, block, time, way, "end", reason, weights, uids, "values", salt, hash) '
                "select 7, round, block, time, way, 'sending', '', weights, uids, \"values\", '[1]', x'00' from weights"
            )
        await epoch(chain)
        await play()

    sent, lost, *_ = scene(place, story)

    assert (sent.id, sent.end, sent.reason) == (1, "revealed", "")
    assert (lost.id, lost.end, lost.reason) == (7, "expired", "it never arrived")


def test_an_audit_compares_a_record_with_the_chain(tmp_path: Path) -> None:
    place = tmp_path / "record.db"
    seen: list[Report] = []
    spoilt = (
        "update rounds set beacon = zeroblob(32) where number = 1",
        "update weights set included = included - 1 where id = 1",
        "update runs set genesis = zeroblob(32)",
    )

    async def look(chain: LocalChain, where: Path) -> None:
        async with bt.Client(chain.websocket) as client:
            with opened_for_reading(str(where)) as record:
                seen.append(await audit(record, MARKET, client=client))

    async def story(chain: LocalChain, play: Play) -> None:
        await play()
        await look(chain, place)
        await epoch(chain)
        await play()
        await look(chain, place)
        for number, statement in enumerate(spoilt):
            copy = tmp_path / f"{number}.db"
            with sqlite3.connect(place) as source, sqlite3.connect(copy) as target:
                source.backup(target)
                target.execute(statement)
            await look(chain, copy)

    scene(str(place), story)
    committed, revealed, *differing = seen

    assert (committed.difference, committed.counts.on_chain, committed.counts.pruned) == (None, 1, 0)
    assert (revealed.difference, revealed.counts.on_chain, revealed.counts.pruned) == (None, revealed.counts.weights, 0)
    assert [(one.difference.kind, one.difference.round) for one in differing if one.difference] == [
        ("chain", 1),
        ("chain", 0),
        ("chain", 0),
    ]
    assert [re.sub(r"block \d+|0x\w+", "…", one.difference.text) for one in differing if one.difference] == [
        "the beacon is not the hash of …, which the chain says is …",
        "… of the chain does not hold the weights that are recorded",
        "the record is of another chain, with genesis …",
    ]


def test_on_a_chain_weights_are_set_near_an_epoch_s_end_or_after_a_tempo_without_any(tmp_path: Path) -> None:
    settings = ValidatorSettings(allow_local=True, rounds=25, round_seconds=0, record=str(tmp_path / "record.db"))

    async def run() -> tuple[list[RecordedWeights], list[int]]:
        async with local_chain(["miner"]) as chain:
            async with serve_miner(chain.neuron("miner"), MARKET, MinerSettings(port=0)):
                await run_validator(chain.neuron(VALIDATOR), MARKET, settings)
            with opened_for_reading(str(settings.record)) as record:
                sent = [one for one in weights(record) if one.end == "set"]
            async with bt.Client(chain.websocket) as client:
                read = cast("Any", client).runtime
                api = bt.runtime_api.SubnetInfoRuntimeApi.get_next_epoch_start_block
                return sent, [await read(api, [NETUID], block=one.block) - one.block for one in sent]

    sent, distances = asyncio.run(run())
    gaps = [b.block - a.block for a, b in itertools.pairwise(sent)]

    assert gaps
    assert all(distance <= TEMPO // 2 or gap >= TEMPO for distance, gap in zip(distances[1:], gaps, strict=True))


@pytest.mark.parametrize(
    ("block", "last", "every", "epoch_end", "pace", "due"),
    [
        (500, None, None, 700, 2, True),  # never set
        (500, 600, None, 700, 2, True),  # another chain
        (500, 400, None, 700, 2, False),
        (692, 400, None, 700, 2, False),
        (693, 400, None, 700, 2, True),  # two rounds and some blocks before the epoch's end
        (660, 400, None, 700, 20, True),
        (699, 694, None, 700, 2, False),  # set for this epoch already
        (760, 400, None, None, 2, True),  # a tempo ago
        (600, 400, 100, 601, 2, True),
        (499, 400, 100, 500, 2, False),
    ],
)
def test_weights_are_due(
    block: int, last: int | None, every: int | None, epoch_end: int | None, pace: int, due: bool
) -> None:
    assert is_due(block, last, every, 360, epoch_end, pace) is due


def test_the_hash_of_a_commit_is_the_chain_s() -> None:
    key = dev_key("validator")
    salt, values = list(range(16)), [65_535, 1]

    assert sealing.commit_hash(key.ss58_address, 7, [1, 300], values, salt) == commits.commit_hash(
        AccountId(bytes(key.public_key)), NetUidStorageIndex(7), [1, 300], values, salt, 0
    )
