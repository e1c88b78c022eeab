"""What an author puts together wrongly is said when it is put together."""

import asyncio
import math
from typing import Annotated, Any

import msgspec
import pytest
from bittensor.keyfiles import Keypair
from tests.unit.neuron.conftest import ECHO, EchoAnswer, EchoTask

from taonet.neuron.market import Exam, Market, NeuronFailure, NoOptions, Protocol, Role, ready
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


class Odd(msgspec.Struct):
    """A struct with a bound that its field cannot have."""

    text: Annotated[str | None, msgspec.Meta(min_length=1)] = None


class Unknown(msgspec.Struct):
    """A struct with a field of a type that is not there."""

    text: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


@pytest.mark.parametrize("kind", [Odd, Unknown])
def test_a_struct_that_nobody_can_read_is_no_message_and_no_options(kind: type[msgspec.Struct]) -> None:
    with pytest.raises(TypeError, match=f"{kind.__name__} can be no message: "):
        Protocol("echo/1", EchoTask, kind)
    with pytest.raises(TypeError, match=f"{kind.__name__} can be no options: "):
        Role(ready(_echo).start, kind)


async def _bare(context: Any) -> Any:
    return _echo


async def _generator(context: Any) -> Any:
    yield _echo


@pytest.mark.parametrize("start", [_bare, _generator, None, "start"])
def test_a_side_starts_as_a_context_manager(start: Any) -> None:
    with pytest.raises(TypeError, match="decorate its function with @asynccontextmanager"):
        Role(start, NoOptions)


@pytest.mark.parametrize("options", [dict, None, NoOptions()])
def test_options_are_a_struct(options: Any) -> None:
    with pytest.raises(TypeError, match="options are a msgspec struct"):
        Role(ready(_echo).start, options)


def test_an_exam_is_made_of_functions_and_draws_at_once() -> None:
    with pytest.raises(TypeError, match="draw is async, but it has nothing to wait for"):
        Exam(_bare, _bare)
    with pytest.raises(TypeError, match="judge is a list, not a function"):
        Exam(lambda *_: EchoTask("a"), [])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="observe is a bytes, not a function"):
        Exam(lambda *_: EchoTask("a"), _bare, b"")  # type: ignore[arg-type]


def test_a_market_has_a_protocol() -> None:
    with pytest.raises(TypeError, match="protocol is a str, not a Protocol"):
        Market("echo/1", ready(_echo), ready(EXAM))  # type: ignore[arg-type]
