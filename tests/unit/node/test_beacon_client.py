"""Fetching pulses of the real beacon: from recorded ones, past endpoints that fail, into a block."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import anyio
import httpx
import pytest
from msgspec.structs import replace
from tests.machines import make_block
from tests.unit.crypto.test_beacon import SECRET, SIGNATURE

from taonet.crypto import beacon
from taonet.crypto.keys import keypair_from_uri
from taonet.node.beacon_client import MOST_AT_ONCE, MOST_BYTES, BeaconClient
from taonet.node.chain.author import BlockAuthor
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.drand.storage import QUICKNET
from taonet.runtime.pallets.drand.storage import Storage as Drand

RECORDED = {"round": 1000, "randomness": beacon.randomness(SIGNATURE).hex(), "signature": SIGNATURE.hex()}
"""Quicknet's round 1000, as its endpoints give it."""
GOOD, BAD = "https://good.invalid", "https://bad.invalid"


@pytest.fixture
def author() -> BlockAuthor:
    return BlockAuthor(keypair_from_uri("//One"))


@pytest.fixture
def machine(author: BlockAuthor) -> Iterator[Machine]:
    """Give a chain that listens to quicknet."""
    with open_chain(replace(localnet(), offline_beacon=False), None, author=author) as opened:
        yield opened


def fetch(
    machine: Machine, author: BlockAuthor, answer: Callable[[httpx.Request], httpx.Response], *endpoints: str
) -> bool:
    async def go() -> bool:
        client = BeaconClient(machine, author, endpoints or [GOOD], lambda _: None)
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            return await client.fetch(http, QUICKNET)

    return anyio.run(go)


def test_a_recorded_pulse_comes_into_the_next_block(machine: Machine, author: BlockAuthor) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=RECORDED)

    assert fetch(machine, author, answer)
    assert asked == [f"{GOOD}/{QUICKNET.hash.hex()}/public/latest"]
    make_block(machine, ())
    s = machine.state()
    stored = Drand.Pulses.get(s, 1000)
    assert stored is not None
    assert stored.signature == SIGNATURE
    assert (Drand.LastStoredRound.get(s), Drand.OldestStoredRound.get(s)) == (1000, 1000)
    make_block(machine, ())
    assert Drand.LastStoredRound.get(machine.state()) == 1000


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(500, json=RECORDED),
        httpx.Response(200, content=b"not json"),
        httpx.Response(200, json={"round": 1000}),
        httpx.Response(200, json=RECORDED | {"round": 1001}),
        httpx.Response(200, json=RECORDED | {"round": -1}),
        httpx.Response(200, json=RECORDED | {"signature": "00" * 48}),
        httpx.Response(200, json=RECORDED | {"signature": "xyz"}),
        httpx.Response(200, json=RECORDED | {"signature": beacon.sign(SECRET, 1000).hex()}),
        httpx.Response(200, content=b" " * (MOST_BYTES + 1)),
    ],
)
def test_a_bad_endpoint_is_passed_over_and_brings_nothing_alone(
    machine: Machine, author: BlockAuthor, reply: httpx.Response
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_good = request.url.host == httpx.URL(GOOD).host
        return (
            httpx.Response(200, json=RECORDED) if is_good else httpx.Response(reply.status_code, content=reply.content)
        )

    assert not fetch(machine, author, answer, BAD)
    assert author.last_offered == 0
    assert fetch(machine, author, answer, BAD, GOOD)
    assert author.last_offered == 1000


def test_a_dead_endpoint_is_told_as_no_answer(machine: Machine, author: BlockAuthor) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there", request=request)

    assert not fetch(machine, author, answer)


OWN = replace(QUICKNET, public_key=beacon.public_key_of(SECRET))


@contextmanager
def own_beacon(author: BlockAuthor) -> Generator[tuple[Machine, Callable[[int], None]]]:
    """Give a chain whose beacon is ours, and what fetches from it when so many rounds have passed."""
    genesis = replace(
        localnet(), offline_beacon=False, storage={Drand.BeaconConfig.prefix: Drand.BeaconConfig.codec.encode(OWN)}
    )

    def fetch_at(newest: int) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            which = request.url.path.rsplit("/", 1)[-1]
            number = newest if which == "latest" else int(which)
            return httpx.Response(200, json={"round": number, "signature": beacon.sign(SECRET, number).hex()})

        async def go() -> None:
            async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
                assert await client.fetch(http, OWN)

        anyio.run(go)

    with open_chain(genesis, None, author=author) as opened:
        client = BeaconClient(opened, author, [GOOD], lambda _: None)
        yield opened, fetch_at


def test_what_was_missed_is_fetched_round_by_round_and_in_order(author: BlockAuthor) -> None:
    with own_beacon(author) as (machine, fetch_at):
        fetch_at(7)
        fetch_at(11)
        make_block(machine)
        s = machine.state()
        assert sorted(number for number, _ in Drand.Pulses.items(s)) == [7, 8, 9, 10, 11]
        assert (Drand.OldestStoredRound.get(s), Drand.LastStoredRound.get(s)) == (7, 11)


def test_a_node_that_was_away_fetches_no_more_than_its_blocks_take_and_loses_none(author: BlockAuthor) -> None:
    with own_beacon(author) as (machine, fetch_at):
        fetch_at(1)
        make_block(machine)
        for _ in range(3):
            fetch_at(90)
        assert author.offered_after(1) == MOST_AT_ONCE
        while Drand.LastStoredRound.get(machine.state()) < 90:
            make_block(machine)
            fetch_at(90)
        assert sorted(number for number, _ in Drand.Pulses.items(machine.state())) == list(range(1, 91))
