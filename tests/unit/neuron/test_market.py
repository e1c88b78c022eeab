"""What an author puts together wrongly is said when it is put together."""

import asyncio
import math
from typing import Any

import pytest
from bittensor.keyfiles import Keypair
from tests.unit.neuron.conftest import ECHO, EchoAnswer, EchoTask

from taonet.neuron.market import Exam, Market, NeuronFailure, Protocol, ready
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator
from taonet.testing.neurons import Lab

EXAM: Any = Exam(lambda number, miner, secret: EchoTask("a"), lambda asked: [])


@pytest.mark.parametrize("name", ["", "sum 1", "/sum", "sum/", "../sum", "sum?a", "Sum/1", "s\u00fcm/1", "sum/1\n"])
def test_a_protocols_name_is_a_path(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a protocol"):
        Protocol(name, EchoTask, EchoAnswer)


@pytest.mark.parametrize("kind", [dict, "EchoTask", None, EchoTask("a")])
def test_messages_are_structs(kind: Any) -> None:
    with pytest.raises(TypeError, match="messages are msgspec structs"):
        Protocol("echo/1", EchoTask, kind)


@pytest.mark.parametrize("most", [0, -1])
def test_messages_have_room(most: int) -> None:
    with pytest.raises(ValueError, match="at least one byte"):
        Protocol("echo/1", EchoTask, EchoAnswer, max_answer_bytes=most)


async def _echo(task: EchoTask, caller: str) -> EchoAnswer:
    return EchoAnswer(task.text)


def test_a_side_is_a_role() -> None:
    with pytest.raises(TypeError, match="miner is a function, not a Role: make one of it with ready"):
        Market(ECHO, miner=_echo, validator=ready(EXAM))
    with pytest.raises(TypeError, match="validator is a Exam, not a Role"):
        Market(ECHO, miner=ready(_echo), validator=EXAM)


def _validate(lab: Lab, key: Keypair, market: Market[Any, Any], settings: ValidatorSettings) -> None:
    asyncio.run(run_validator(lab.chain(key), market, settings))


def _serve(lab: Lab, key: Keypair, market: Market[Any, Any], settings: MinerSettings) -> None:
    async def scene() -> None:
        async with serve_miner(lab.chain(key), market, settings):
            pass

    asyncio.run(scene())


GOOD: Market[Any, Any] = Market(ECHO, miner=ready(_echo), validator=ready(EXAM))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (ValidatorSettings(memory=2.0), "memory"),
        (ValidatorSettings(memory=math.nan), "memory is nan"),
        (ValidatorSettings(round_seconds=math.inf), "round_seconds is inf"),
        (ValidatorSettings(tasks=0), "tasks"),
        (ValidatorSettings(rounds="three"), "rounds"),
    ],
)
def test_settings_made_in_python_keep_their_bounds(lab: Lab, alice: Keypair, settings: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        _validate(lab, alice, GOOD, settings)


def test_a_miners_settings_keep_their_bounds_too(lab: Lab, bob: Keypair) -> None:
    with pytest.raises(ValueError, match="waiting"):
        _serve(lab, bob, GOOD, MinerSettings(port=0, waiting=0))


def test_a_side_that_yields_something_else_is_named(lab: Lab, alice: Keypair, bob: Keypair) -> None:
    market: Market[Any, Any] = Market(ECHO, miner=ready(None), validator=ready(_echo))

    with pytest.raises(NeuronFailure, match="yields a function, not an Exam"):
        _validate(lab, alice, market, ValidatorSettings(rounds=1))
    with pytest.raises(NeuronFailure, match="yields a NoneType, not a function"):
        _serve(lab, bob, market, MinerSettings(port=0))
