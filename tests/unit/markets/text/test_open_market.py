"""The open market: any model may answer, quality decides, and who does not work the question out earns nothing."""

import itertools
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.markets.text.open import TOKENS, draw, judge_round, question_of
from taonet.markets.text.open.tasks import KINDS, Question, is_right, make_question
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.market import Exchange, Miner, Reply, Round, Verdict
from taonet.neuron.messages import encode

SECRET = b"salt"
Writer = Callable[[int, Miner], tuple[str, float]]
"""How a miner answers a question of a number: text and seconds."""


def question(seed: int) -> Question:
    return make_question(random.Random(seed), KINDS[seed % len(KINDS)])


def played(miners: dict[str, Writer], numbers: int) -> dict[str, float]:
    """Return the mean scores after so many questions each."""
    keys = {name: Miner(uid, f"5{name}", "") for uid, name in enumerate(miners)}
    totals = dict.fromkeys(miners, 0.0)
    for number in range(numbers):
        exchanges = [_exchange(number, keys[name], write) for name, write in miners.items()]
        for name, verdict in zip(miners, judged(number, exchanges), strict=True):
            totals[name] += verdict.score / numbers
    return totals


def _exchange(number: int, miner: Miner, write: Writer) -> Exchange[TextTask, TextAnswer]:
    text, seconds = write(number, miner)
    answer = TextAnswer("any", text, [], [], finished=True)
    return Exchange(number, miner, draw(number, miner, SECRET), Reply(answer, seconds))


def judged(number: int, exchanges: list[Any]) -> list[Verdict]:
    return judge_round(Round(number, SECRET, exchanges))


def model(share: float, seconds: float = 1.0) -> Writer:
    """Return a model that is right in a share of its answers, and wrong in the form of a right answer else."""

    def write(number: int, miner: Miner) -> tuple[str, float]:
        asked = question_of(number, miner, SECRET)
        right = random.Random(f"{number}/{miner.hotkey}/{share}").random() < share
        told = asked.expected if right else ("17",) if not asked.choices else asked.expected[::-1]
        return f"It is {', '.join(told)}.", seconds

    return write


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0))
def test_every_question_has_one_right_answer_and_any_form_of_it_counts(seed: int) -> None:
    asked = question(seed)
    words = asked.expected

    assert is_right(asked, " ".join(words))
    assert is_right(asked, f"{asked.prompt} So the answer is: **{', '.join(word.capitalize() for word in words)}**.")
    assert not is_right(asked, "")
    assert not is_right(asked, " ".join(words[:-1]))
    assert not is_right(asked, " ".join((*words, min(asked.choices - {words[-1]}, default="9"))))
    assert 20 < len(asked.prompt) < 800


@pytest.mark.parametrize("text", ["1,234", "1234.0", "= 1234.", "10 and 1234"])
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert is_right(Question("sum", "?", ("1234",)), text)


@pytest.mark.parametrize("text", ["12345", "1234.5", "1,2345", "1234 or 1235", "-"])
def test_another_number_is_another_number(text: str) -> None:
    assert not is_right(Question("sum", "?", ("1234",)), text)


def test_questions_are_fresh_for_each_miner_number_and_validator_and_of_one_kind_at_a_time() -> None:
    a, b = Miner(1, "5a", ""), Miner(2, "5b", "")
    numbers = range(2 * len(KINDS))
    prompts = {draw(n, miner, secret).prompt for n in numbers for miner in (a, b) for secret in (b"x", b"y")}
    kinds = [question_of(n, a, b"x").kind for n in numbers]

    assert len(prompts) > 0.98 * 4 * len(numbers)
    assert kinds == [question_of(n, b, b"x").kind for n in numbers]
    assert sorted(kinds[: len(KINDS)]) == sorted(KINDS)
    assert draw(3, a, b"x") == draw(3, a, b"x")
    assert draw(3, a, b"x").max_tokens == TOKENS
    encode(TextTask, draw(3, a, b"x"), 10_000)


def test_models_are_paid_in_the_order_of_their_quality_even_if_the_weaker_ones_are_faster() -> None:
    shares = {"best": 0.9, "good": 0.65, "fair": 0.4, "poor": 0.15}
    miners = {
        name: model(share, seconds) for (name, share), seconds in zip(shares.items(), (4, 2, 1, 0.5), strict=True)
    }

    scores = played(miners, 88)

    assert sorted(scores, key=scores.__getitem__, reverse=True) == list(shares)
    assert scores["poor"] < 0.5 * scores["fair"]


def test_of_two_that_are_equally_right_the_faster_one_earns_a_little_more() -> None:
    scores = played({"fast": model(1.0, 0.5), "slow": model(1.0, 5.0)}, 22)

    assert 0.85 < scores["slow"] / scores["fast"] < 1


def everything_asked(number: int, miner: Miner) -> tuple[str, float]:
    return draw(number, miner, SECRET).prompt, 0.01


def a_guess_from_the_question(number: int, miner: Miner) -> tuple[str, float]:
    asked, rng = question_of(number, miner, SECRET), random.Random(number)
    words = sorted(asked.choices) or re.findall(r"\d+", asked.prompt)
    return " ".join(rng.sample(words, min(len(words), len(asked.expected)))), 0.01


def a_number_by_chance(number: int, miner: Miner) -> tuple[str, float]:
    return str(random.Random(number).randint(1, 200)), 0.01


def all_numbers(number: int, miner: Miner) -> tuple[str, float]:
    return " ".join(map(str, range(260))), 0.01


def another_s_answer(number: int, miner: Miner) -> tuple[str, float]:
    return " ".join(question_of(number, Miner(0, "5honest", ""), SECRET).expected), 0.01


def a_table_of_answers(number: int, miner: Miner) -> tuple[str, float]:
    """Look the question up among three hundred of each kind that were answered before."""
    return _table().get(draw(number, miner, SECRET).prompt, "no idea"), 0.01


def _table() -> dict[str, str]:
    seen = itertools.product(range(300), KINDS)
    known = [make_question(random.Random(f"{n}{kind}"), kind) for n, kind in seen] if not _TABLE else []
    _TABLE.update((one.prompt, " ".join(one.expected)) for one in known)
    return _TABLE


_TABLE: dict[str, str] = {}
CHEATS = (
    everything_asked,
    a_guess_from_the_question,
    a_number_by_chance,
    all_numbers,
    another_s_answer,
    a_table_of_answers,
)


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.__name__)
def test_who_does_not_work_the_question_out_earns_nothing(cheat: Writer) -> None:
    scores = played({"honest": model(0.5), "cheat": cheat}, 660)

    assert scores["cheat"] < 0.05 * scores["honest"]


def test_an_answer_without_end_is_none() -> None:
    miner = Miner(1, "5a", "")
    right = " ".join(question_of(0, miner, SECRET).expected)

    (verdict,) = judged(0, [_exchange(0, miner, lambda *_: ("so " * 4_000 + right, 1.0))])

    assert verdict == Verdict(0.0, "the answer is longer than asked for")
