"""Miner and validator together, over real sockets and a fake chain."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from bittensor.error_map import ErrorCode
from bittensor.intents import SetWeights
from bittensor.keyfiles import Keypair
from bittensor.result import ChainError
from tests.unit.neuron.conftest import EchoAnswer

from taonet.neuron.chain import NotThere, next_block, publish_endpoint, read_metagraph, submit
from taonet.neuron.client import AskFailed, ask, new_http_client
from taonet.neuron.market import Context, Exam, Market, Miner, Protocol, Role, Round, Verdict, ready
from taonet.neuron.miner import MinerSettings, RunningMiner, serve_miner
from taonet.neuron.rounds import run_round
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.state import ValidatorState
from taonet.neuron.validator import run_validator
from taonet.testing.neurons import Row

SETTINGS = ValidatorSettings(allow_local=True, deadline_seconds=5, memory=0.5, tasks=1)


async def _echo(task: Any, caller: str) -> Any:
    return EchoAnswer(task.text)


@contextlib.asynccontextmanager
async def _mining(
    lab: Any, echo: Protocol[Any, Any], key: Keypair, answer: Any = _echo, **options: Any
) -> AsyncIterator[RunningMiner]:
    settings = MinerSettings(**{"port": 0, **options})
    async with serve_miner(lab.chain(key), _market(echo, answer), settings) as miner:
        yield miner


def _exam(echo: Protocol[Any, Any]) -> Exam[Any, Any]:
    def draw(number: int, miner: Miner, secret: bytes) -> Any:
        return echo.task(f"{number} for {miner.uid}")

    async def judge(round_: Round[Any, Any]) -> list[Verdict]:
        return [
            Verdict(1.0, "right")
            if e.reply and e.reply.answer.text == e.task.text
            else Verdict(0.0, e.failure or "wrong")
            for e in round_.exchanges
        ]

    return Exam(draw, judge)


def _market(echo: Protocol[Any, Any], answer: Any = _echo) -> Market[Any, Any]:
    return Market(echo, miner=ready(answer), validator=ready(_exam(echo)))


def test_a_round_asks_scores_and_sets_weights(lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    async def scene() -> ValidatorState:
        state = ValidatorState()
        async with _mining(lab, echo, bob), new_http_client() as http:
            await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, state)
        return state

    state = asyncio.run(scene())

    assert state.scores[1].score == 0.5
    assert lab.client.set_weights_calls == [{1: 1.0}]
    assert 0 not in state.scores


def test_several_tasks_a_round_are_all_different(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair
) -> None:
    seen: list[str] = []

    async def note(task: Any, caller: str) -> Any:
        seen.append(task.text)
        return EchoAnswer(task.text)

    async def scene() -> ValidatorState:
        state = ValidatorState()
        settings = msgspec.structs.replace(SETTINGS, tasks=3)
        async with _mining(lab, echo, bob, note), new_http_client() as http:
            for _ in range(2):
                await run_round(lab.chain(alice), echo, _exam(echo), settings, http, state)
        return state

    state = asyncio.run(scene())

    assert seen == [f"{n} for 1" for n in range(6)]
    assert state.scores[1].rounds == 2


def test_weights_are_set_once_per_tempo(lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    async def scene() -> None:
        state = ValidatorState()
        async with _mining(lab, echo, bob), new_http_client() as http:
            for block in (100, 110, 119, 120, 121, 50):
                lab.client.graph.block = block
                await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, state)

    asyncio.run(scene())

    assert len(lab.client.set_weights_calls) == 3  # at 100, 120 and on the reset chain at 50


def test_without_a_permit_no_weights_are_tried(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair
) -> None:
    async def scene() -> None:
        async with _mining(lab, echo, bob, need_permit=False), new_http_client() as http:
            lab.client.graph.neurons[0].validator_permit = False
            await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, ValidatorState())

    asyncio.run(scene())

    assert lab.client.set_weights_calls == []
    assert ("no weights", {"reason": "this hotkey holds no validator permit yet"}) in lab.events


def test_a_dead_miner_costs_only_its_own_score(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, mallory: Keypair
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = free.getsockname()[1]
    lab.client.graph.neurons.append(Row(2, mallory.ss58_address, axon=f"127.0.0.1:{dead}"))

    async def scene() -> Any:
        async with _mining(lab, echo, bob), new_http_client() as http:
            return await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, ValidatorState())

    verdicts = asyncio.run(scene())

    assert verdicts[1].score == 1.0
    assert verdicts[2].score == 0.0
    assert "ConnectError" in verdicts[2].reason


def test_publishing_anothers_endpoint_earns_nothing(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, mallory: Keypair
) -> None:
    async def scene() -> Any:
        async with _mining(lab, echo, bob) as miner, new_http_client() as http:
            lab.client.graph.neurons.append(Row(2, mallory.ss58_address, axon=f"{miner.host}:{miner.port}"))
            return await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, ValidatorState())

    verdicts = asyncio.run(scene())

    assert verdicts[1].score == 1.0
    assert "different receiving hotkey" in verdicts[2].reason


def test_a_reply_signed_by_another_key_is_no_reply(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair
) -> None:
    """A server that holds no key of the asked miner cannot answer in its name."""

    async def impersonate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4_000)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + b'{"text":"hi"}')
        await writer.drain()
        writer.close()

    async def scene() -> None:
        server = await asyncio.start_server(impersonate, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, new_http_client() as http:
            await ask(
                http,
                echo,
                echo.task("hi"),
                endpoint=f"127.0.0.1:{port}",
                signer=alice,  # type: ignore[arg-type]
                receiver=bob.ss58_address,
                deadline_seconds=5,
            )

    with pytest.raises(AskFailed, match="must be signed"):
        asyncio.run(scene())


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "exceeds 2000 bytes"),
        (b"not http at all\r\n\r\n", "ProtocolError"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "302"),
        (b"", "no answer within"),
    ],
)
def test_a_hostile_server_cannot_harm_the_validator(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, head: bytes, words: str
) -> None:
    async def hostile(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError), contextlib.closing(writer):
            await reader.readuntil(b"}")  # the end of the task
            writer.write(head + (b"x" * 100_000 if b"9999" in head else b""))
            await writer.drain()
            if not head:
                await asyncio.sleep(1)

    async def scene() -> None:
        server = await asyncio.start_server(hostile, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            async with new_http_client() as http:
                await ask(
                    http,
                    echo,
                    echo.task("hi"),
                    endpoint=f"127.0.0.1:{port}",
                    signer=alice,  # type: ignore[arg-type]
                    receiver=bob.ss58_address,
                    deadline_seconds=0.3,
                )
        finally:
            server.close()

    with pytest.raises(AskFailed, match=words):
        asyncio.run(scene())


def test_a_miner_publishes_once(lab: Any, bob: Keypair) -> None:
    chain = lab.chain(bob)

    async def scene() -> None:
        await publish_endpoint(chain, "127.0.0.1", 8091)
        await publish_endpoint(chain, "127.0.0.1", 8091)

    asyncio.run(scene())

    assert lab.client.graph.neurons[1].axon == "127.0.0.1:8091"
    assert [facts["already"] for event, facts in lab.events if event == "published"] == [
        False,
        True,
    ]


def test_publishing_waits_for_the_rate_limit(lab: Any, bob: Keypair) -> None:
    chain = lab.chain(bob)
    lab.client.refuse = ChainError("too soon", code=ErrorCode.RATE_LIMITED)

    async def sleep(seconds: float) -> None:
        lab.slept.append(seconds)
        if len(lab.slept) == 3:
            lab.client.refuse = None

    chain.sleep = sleep
    asyncio.run(publish_endpoint(chain, "127.0.0.1", 8091))

    assert lab.slept == [12.0] * 3
    assert lab.client.graph.neurons[1].axon == "127.0.0.1:8091"


def test_a_refused_endpoint_is_an_error(lab: Any, bob: Keypair) -> None:
    lab.client.refuse = ChainError("bad address", code=ErrorCode.INVALID_ARGUMENT)

    with pytest.raises(ChainError, match="could not publish"):
        asyncio.run(publish_endpoint(lab.chain(bob), "127.0.0.1", 8091))


def test_an_unregistered_hotkey_is_told_so(lab: Any, mallory: Keypair) -> None:
    with pytest.raises(NotThere, match="btcli subnets register"):
        asyncio.run(publish_endpoint(lab.chain(mallory), "127.0.0.1", 8091))


def test_a_missing_subnet_is_told(lab: Any, alice: Keypair) -> None:
    lab.client.graph = None

    with pytest.raises(NotThere, match="no subnet 1"):
        asyncio.run(read_metagraph(lab.chain(alice)))


def test_a_node_that_went_away_is_waited_for(lab: Any, alice: Keypair) -> None:
    lab.client.down = 8

    graph = asyncio.run(read_metagraph(lab.chain(alice)))

    assert graph == lab.client.graph
    assert lab.slept == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert lab.client.closed == 8


@pytest.mark.parametrize(
    ("error", "later"),
    [
        (ChainError("too soon", code=ErrorCode.RATE_LIMITED), True),
        (ChainError("no permit", code=ErrorCode.NOT_AUTHORIZED), False),
    ],
)
def test_a_refusal_of_weights_is_an_outcome(lab: Any, alice: Keypair, error: Exception, later: bool) -> None:
    lab.client.refuse = error

    outcome = asyncio.run(submit(lab.chain(alice), SetWeights(netuid=1, uids=[1], weights=[1.0])))

    assert (outcome.done, outcome.later) == (False, later)
    assert str(error) in outcome.message


def test_refused_weights_are_tried_again_next_round(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair
) -> None:
    async def scene() -> None:
        state = ValidatorState()
        async with _mining(lab, echo, bob), new_http_client() as http:
            lab.client.refuse = ChainError("too soon", code=ErrorCode.RATE_LIMITED)
            await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, state)
            lab.client.refuse = None
            await run_round(lab.chain(alice), echo, _exam(echo), SETTINGS, http, state)

    asyncio.run(scene())

    assert len(lab.client.set_weights_calls) == 1


def test_a_taken_port_is_named(lab: Any, echo: Protocol[Any, Any], bob: Keypair) -> None:
    async def scene() -> None:
        async with _mining(lab, echo, bob) as miner, _mining(lab, echo, bob, port=miner.port):
            pass

    with pytest.raises(BaseException) as caught:
        asyncio.run(scene())
    assert "cannot listen on 127.0.0.2" in repr(caught.value)


def test_a_stopped_miner_frees_its_port(lab: Any, echo: Protocol[Any, Any], bob: Keypair) -> None:
    async def scene() -> None:
        async with _mining(lab, echo, bob) as first:
            port = first.port
        async with _mining(lab, echo, bob, port=port) as second:
            assert second.port == port

    asyncio.run(scene())


def test_a_validator_keeps_its_memory_over_a_restart(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, tmp_path: Any
) -> None:
    settings = ValidatorSettings(
        allow_local=True, memory=0.5, rounds=2, round_seconds=77, record=str(tmp_path / "record.db")
    )

    async def scene() -> None:
        async with _mining(lab, echo, bob):
            for _ in range(2):
                await run_validator(lab.chain(alice), _market(echo), settings, clock=lambda: 0.0)

    asyncio.run(scene())

    averages = [f["average"] for e, f in lab.events if e == "scored"]
    assert averages == [0.5, 0.75, 0.875, 0.9375]
    assert [s for s in lab.slept if s == 77.0] == [77.0, 77.0]


class Wish(msgspec.Struct, frozen=True):
    word: str = "default"


@pytest.mark.parametrize(("options", "word"), [(None, "default"), (Wish("given"), "given")])
def test_a_side_is_set_up_with_its_options_and_torn_down(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair, options: Wish | None, word: str
) -> None:
    seen: list[str] = []

    def role(part: Any) -> Role[Wish, Any]:
        @contextlib.asynccontextmanager
        async def start(context: Context[Wish]) -> AsyncIterator[Any]:
            seen.append(f"{context.options.word} for {context.hotkey}")
            yield part
            seen.append("closed")

        return Role(start, Wish)

    market = Market(echo, miner=role(_echo), validator=role(_exam(echo)))
    settings = msgspec.structs.replace(SETTINGS, rounds=1)

    async def scene() -> None:
        async with serve_miner(lab.chain(bob), market, MinerSettings(port=0), options):
            await run_validator(lab.chain(alice), market, settings, options)

    asyncio.run(scene())

    assert seen == [f"{word} for {key.ss58_address}" for key in (bob, alice)] + ["closed", "closed"]
    assert lab.client.set_weights_calls == [{1: 1.0}]


def test_a_judge_can_draw_the_tasks_again(lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair) -> None:
    def draw(number: int, miner: Miner, secret: bytes) -> Any:
        return echo.task(f"{number} {miner.hotkey} {secret.hex()}")

    async def judge(round_: Round[Any, Any]) -> list[Verdict]:
        again = [draw(e.number, e.miner, round_.secret) == e.task for e in round_.exchanges]
        return [Verdict(float(same), "drawn again") for same in again]

    async def scene() -> Any:
        state = ValidatorState()
        settings = msgspec.structs.replace(SETTINGS, tasks=3)
        async with _mining(lab, echo, bob), new_http_client() as http:
            return [await run_round(lab.chain(alice), echo, Exam(draw, judge), settings, http, state) for _ in range(2)]

    assert [verdicts[1].score for verdicts in asyncio.run(scene())] == [1.0, 1.0]


def test_the_beacon_is_the_hash_of_a_block_that_came_after_the_last_answer(
    lab: Any, echo: Protocol[Any, Any], alice: Keypair, bob: Keypair
) -> None:
    answered_at: list[int] = []
    judged: list[Round[Any, Any]] = []

    async def note(task: Any, caller: str) -> Any:
        lab.client.graph.block += 5
        answered_at.append(lab.client.graph.block)
        return EchoAnswer(task.text)

    async def judge(round_: Round[Any, Any]) -> list[Verdict]:
        judged.append(round_)
        return [Verdict(1.0, "right") for _ in round_.exchanges]

    async def scene() -> None:
        settings = msgspec.structs.replace(SETTINGS, tasks=2)
        async with _mining(lab, echo, bob, note), new_http_client() as http:
            await run_round(lab.chain(alice), echo, Exam(_exam(echo).draw, judge), settings, http, ValidatorState())

    asyncio.run(scene())

    blocks = {number: asyncio.run(lab.client.block_info(number)).hash for number in range(100, 120)}
    assert judged[0].block == 100
    assert f"0x{judged[0].beacon.hex()}" == blocks[answered_at[-1] + 1]


def test_a_node_that_goes_away_while_a_block_is_awaited_is_waited_for(lab: Any, alice: Keypair) -> None:
    wait, broken = lab.client.wait_for_block, iter([ChainError("block subscription ended"), ConnectionRefusedError()])

    async def wait_for_block() -> Any:
        for error in broken:
            raise error
        return await wait()

    lab.client.wait_for_block = wait_for_block
    block = asyncio.run(next_block(lab.chain(alice)))

    assert block.number == 101
    assert lab.slept == [0.5, 1]
