import msgspec
import pytest
from msgspec.structs import replace

from taonet.markets.text.model.sampling import SEED_LIMIT
from taonet.markets.text.protocol import TEXT_PROTOCOL, TextAnswer, TextTask, Turn
from taonet.neuron.messages import BadMessage, decode, encode

TASK = TextTask("m", "What is 1 + 1?", SEED_LIMIT - 1, 20, 0.3)
ANSWER = TextAnswer("m", "2 \u00e9", [5, 6], [-0.25, -1e-7], finished=True)


CHAT = replace(TASK, before=(Turn("system", "Be brief."), Turn("user", "Hello"), Turn("assistant", "Hi")))


def test_a_task_without_turns_is_written_as_it_was_before_there_were_any() -> None:
    assert b"before" not in encode(TextTask, TASK, 10_000)
    assert b'"before":[{"role":"system"' in encode(TextTask, CHAT, 10_000)


def test_messages_survive_the_wire() -> None:
    assert decode(TextTask, encode(TextTask, TASK, 10_000), 10_000) == TASK
    assert decode(TextTask, encode(TextTask, CHAT, 10_000), 10_000) == CHAT
    assert decode(TextAnswer, encode(TextAnswer, ANSWER, 10_000), 10_000) == ANSWER


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": -1},
        {"seed": SEED_LIMIT},
        {"seed": 1 << 80},
        {"max_tokens": 0},
        {"max_tokens": 257},
        {"temperature": -0.1},
        {"temperature": 2.1},
        {"temperature": None},
        {"prompt": ""},
        {"prompt": "x" * 8_001},
        {"model": "m" * 101},
        {"extra": 1},
        {"before": [{"role": "tool", "content": "x"}]},
        {"before": [{"role": "user", "content": "x" * 8_001}]},
        {"before": [{"role": "user", "content": ""}] * 65},
    ],
)
def test_tasks_out_of_bounds_are_refused(changes: dict[str, object]) -> None:
    data = msgspec.json.encode(msgspec.structs.asdict(TASK) | changes)

    with pytest.raises(BadMessage):
        decode(TextTask, data, 100_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"token_ids": [-1, 2]},
        {"token_ids": [1 << 24, 2]},
        {"token_ids": [1] * 257},
        {"logprobs": [0.0] * 257},
        {"logprobs": [None, -1.0]},
        {"text": "x" * 16_001},
        {"finished": 1},
    ],
)
def test_answers_out_of_bounds_are_refused(changes: dict[str, object]) -> None:
    data = msgspec.json.encode(msgspec.structs.asdict(ANSWER) | changes)

    with pytest.raises(BadMessage):
        decode(TextAnswer, data, 100_000)


def test_a_number_too_big_for_a_float_does_not_pass_as_a_logprob() -> None:
    data = msgspec.json.encode(ANSWER).replace(b"-0.25", b"-1e999")

    with pytest.raises(BadMessage):
        decode(TextAnswer, data, 100_000)


def test_the_path_carries_the_version() -> None:
    assert TEXT_PROTOCOL.path == "/taonet/text/1"
