"""Questions for an open market: any model may answer, nothing is proven, and being right decides.

An answer must be worked out of the question. Nothing of it can be looked up, because names, words and numbers are drawn
for each miner; guessing is right about once in fifty times, because there is no credit for a part; and listing does not help,
because the last words of an answer count alone. The kinds are of different difficulty, so that small models are right
now and then and large ones are not always. A program that solves these very questions is, by this measure, a good model.
"""

import itertools
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from taonet.markets.text.tasks import CAPITALS, JOBS, NAMES, THINGS

ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
CITIES: Final = tuple(city for _, city in CAPITALS if city.isalpha())
TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True)
class Question:
    """A prompt, its one right answer as words in their order, and the words that are told from the rest of an answer.

    Without `choices` the answer is a number.
    """

    kind: str
    prompt: str
    expected: tuple[str, ...]
    choices: frozenset[str] = frozenset()


def make_question(rng: random.Random, kind: str) -> Question:
    """Draw a question of a kind of `KINDS`; the same state of `rng` gives the same one."""
    return _MAKERS[kind](rng)


def is_right(question: Question, text: str) -> bool:
    """Tell whether an answer ends with what was expected, and with all of it."""
    if question.choices:
        given = [word for word in re.findall(r"[a-z]+", text.lower()) if word in question.choices]
    else:
        given = [_number(word) for word in re.findall(r"\d+(?:,\d{3})*(?!\d)(?:\.\d+)?", text)]
    return tuple(given[-len(question.expected) :]) == question.expected


def _number(word: str) -> str:
    whole, _, fraction = word.replace(",", "").partition(".")
    return whole if not fraction.strip("0") else f"{whole}.{fraction}"


def _numbers(kind: str, text: str, *expected: int) -> Question:
    end = "the number alone" if len(expected) == 1 else "the numbers alone"
    return Question(kind, f"{text} Answer with {end}.", tuple(str(number) for number in expected))


def _words(kind: str, text: str, expected: Sequence[str]) -> Question:
    return Question(kind, f"{text} Answer with the words alone.", tuple(expected), frozenset(expected))


def _code(rng: random.Random) -> Question:
    names = rng.sample(NAMES, 8)
    codes = rng.sample(range(1_000, 10_000), 2 * len(names))
    doors, bikes = codes[: len(names)], codes[len(names) :]
    story = " ".join(
        f"The door code of {name} is {door}. The bike code of {name} is {bike}."
        for name, door, bike in zip(names, doors, bikes, strict=True)
    )
    asked, (thing, own) = rng.randrange(len(names) - 1), rng.choice((("door", doors), ("bike", bikes)))
    return _numbers("code", f"{story} What is the {thing} code of {names[asked]}?", own[asked])


def _price(rng: random.Random) -> Question:
    things = rng.sample(THINGS, len(THINGS))
    prices = rng.sample(range(101, 1_000), len(things))
    story = " ".join(f"The {thing} costs {price} coins." for thing, price in zip(things, prices, strict=True))
    asked = rng.randrange(len(things) - 1)
    return _numbers("price", f"{story} How many coins does the {things[asked]} cost?", prices[asked])


def _following(rng: random.Random) -> Question:
    words = rng.sample(THINGS, 16)
    place = rng.randrange(len(words) - 1)
    text = f"A list: {', '.join(words)}. Which word comes right after {words[place]}? Answer with the word alone."
    return Question("following", text, (words[place + 1],), frozenset(words))


def _person(rng: random.Random) -> Question:
    names, jobs = rng.sample(NAMES, 4), rng.sample(JOBS, 4)
    cities = rng.sample(CITIES, 4)
    story = " ".join(f"{n} is a {job} and lives in {city}." for n, job, city in zip(names, jobs, cities, strict=True))
    one, other = rng.randrange(4), rng.randrange(4)
    text = f"{story} What is the job of {names[one]}, and in which city does {names[other]} live?"
    choices = frozenset((*jobs, *(city.lower() for city in cities)))
    return Question("person", text, (jobs[one], cities[other].lower()), choices)


def _after(rng: random.Random) -> Question:
    number = rng.randint(1_001, 99_998)
    return _numbers("after", f"Which whole number comes right after {number}?", number + 1)


def _digits(rng: random.Random) -> Question:
    number = rng.randint(1_001, 99_999)
    return _numbers("digits", f'Write the number "{_in_words(number)}" in digits.', number)


def _in_words(number: int) -> str:
    """Write a number below a million in words."""
    if number >= 1_000:
        thousands, rest = divmod(number, 1_000)
        return f"{_in_words(thousands)} thousand {_in_words(rest) if rest else ''}".strip()
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{ONES[hundreds]} hundred {_in_words(rest) if rest else ''}".strip()
    if number < 20:
        return ONES[number]
    tens, rest = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ONES[rest]}" if rest else "")


def _double(rng: random.Random) -> Question:
    number = rng.randint(101, 4_999)
    return _numbers("double", f"What is two times {number}?", 2 * number)


def _plus(rng: random.Random) -> Question:
    a, b = rng.randint(101, 899), rng.randint(11, 99)
    return _numbers("plus", f"What is {a} + {b}?", a + b)


def _sum(rng: random.Random) -> Question:
    numbers = [rng.randint(11, 99) for _ in range(rng.randint(3, 5))]
    return _numbers("sum", f"What is {' + '.join(map(str, numbers))}?", sum(numbers))


def _product(rng: random.Random) -> Question:
    a, b, c = rng.randint(3, 19), rng.randint(12, 49), rng.randint(11, 99)
    return _numbers("product", f"What is {a} times {b}, plus {c}?", a * b + c)


def _shop(rng: random.Random) -> Question:
    name, thing = rng.choice(NAMES), rng.choice(THINGS)
    had, packs, size = rng.randint(11, 60), rng.randint(2, 9), rng.randint(3, 12)
    gone = rng.randint(2, had)
    text = (
        f"{name} has {had} things of the sort {thing}, buys {packs} boxes with {size} of them in each, and gives {gone} away. "
        "How many are left?"
    )
    return _numbers("shop", text, had + packs * size - gone)


def _ages(rng: random.Random) -> Question:
    count = rng.randint(2, 4)
    names = rng.sample(NAMES, count)
    age = rng.randint(20, 60)
    story = [f"{names[0]} is {age} years old."]
    for older, younger in zip(names[1:], names, strict=False):
        step = rng.randint(2, 17)
        sign = rng.choice((1, -1)) if age - step > 2 else 1
        age += sign * step
        story.append(f"{older} is {step} years {'older' if sign > 0 else 'younger'} than {younger}.")
    return _numbers("ages", f"{' '.join(story)} How old is {names[-1]}?", age)


def _clock(rng: random.Random) -> Question:
    days, hours, minutes = rng.randint(1, 6), rng.randint(1, 23), rng.randint(1, 59)
    text = f"How many minutes are {days} days, {hours} hours and {minutes} minutes?"
    return _numbers("clock", text, (days * 24 + hours) * 60 + minutes)


def _series(rng: random.Random) -> Question:
    first, step = rng.randint(3, 900), rng.randint(3, 60)
    shown = [first + i * step for i in range(4)]
    return _numbers("series", f"{', '.join(map(str, shown))}: which number comes next?", first + 4 * step)


def _codes(rng: random.Random) -> Question:
    names = rng.sample(NAMES, rng.randint(6, 8))
    codes = rng.sample(range(1_000, 10_000), len(names))
    asked = rng.sample(range(len(names)), 2)
    story = " ".join(f"The door code of {name} is {code}." for name, code in zip(names, codes, strict=True))
    first, second = (names[i] for i in asked)
    text = f"{story} What are the door codes of {first} and {second}, in this order?"
    return _numbers("codes", text, *(codes[i] for i in asked))


def _sorted(rng: random.Random) -> Question:
    words = rng.sample(THINGS, rng.randint(5, 7))
    return _words("sorted", f"Put these words in alphabetical order: {', '.join(words)}.", sorted(words))


def _reversed(rng: random.Random) -> Question:
    words = rng.sample(THINGS, rng.randint(5, 7))
    return _words("reversed", f"Say these words in reverse order: {', '.join(words)}.", words[::-1])


def _tall(rng: random.Random) -> Question:
    names = rng.sample(NAMES, rng.randint(4, 5))
    clues = [f"{a} is taller than {b}." for a, b in itertools.pairwise(names)]
    rng.shuffle(clues)
    expected = [name.lower() for name in names]
    return _words("tall", f"{' '.join(clues)} Name them from the tallest to the smallest.", expected)


def _travel(rng: random.Random) -> Question:
    cities = rng.sample(CITIES, 5)
    days = [rng.randint(2, 29) for _ in cities]
    story = " ".join(f"{n} days in {city}." for n, city in zip(days, cities, strict=True))
    asked = rng.sample(range(5), 3)
    names = [cities[i] for i in asked]
    text = f"A journey: {story} How many days in {names[0]}, {names[1]} and {names[2]} together?"
    return _numbers("travel", text, sum(days[i] for i in asked))


_MAKERS: Final[dict[str, Callable[[random.Random], Question]]] = {
    "code": _code,
    "price": _price,
    "following": _following,
    "person": _person,
    "after": _after,
    "digits": _digits,
    "double": _double,
    "plus": _plus,
    "sum": _sum,
    "product": _product,
    "shop": _shop,
    "ages": _ages,
    "clock": _clock,
    "series": _series,
    "codes": _codes,
    "sorted": _sorted,
    "reversed": _reversed,
    "tall": _tall,
    "travel": _travel,
}
KINDS: Final = tuple(_MAKERS)
