"""The text of a value as a tree: words, quoted texts, and lists in brackets. Knows no types.

    SubtensorModule.set_weights(netuid=1, dests=[0, 1], weights=[1.5tao], version_key=0)

Commas may be left out. A word ends at a space, a comma, a bracket, a quote or `=`.
"""

from __future__ import annotations

from typing import Final, NoReturn, final

import msgspec

from taonet.scale.errors import ScaleError

MOST_LETTERS: Final = 1 << 20
MOST_DEPTH: Final = 64
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_ENDS: Final = frozenset(" \t\r\n,()[]{}=\"'")


class BadText(ScaleError):
    """The text is no value of the type; says where, and what would be."""


@final
class Word(msgspec.Struct, frozen=True):
    """A word: a number, a name, an address."""

    text: str


@final
class Quoted(msgspec.Struct, frozen=True):
    """A text in quotes, without them."""

    text: str


@final
class Items(msgspec.Struct, frozen=True):
    """What stands in brackets: each with its name where it has one. `head` is the word before them, if any."""

    opening: str
    items: list[tuple[str | None, Node]]
    head: str | None = None


Node = Word | Quoted | Items


def tree_of(text: str) -> Node:
    """Return the tree of a text."""
    if len(text) > MOST_LETTERS:
        raise BadText(f"a text of {len(text):,} letters; at most {MOST_LETTERS:,} are read")
    parser = _Parser(text)
    node = parser.value(0)
    parser.skip()
    if parser.place < len(text):
        parser.fail(f"expected the end, got {text[parser.place :][:20]!r}")
    return node


@final
class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self.place = 0

    def fail(self, what: str) -> NoReturn:
        raise BadText(f"at letter {self.place + 1}: {what}")

    def skip(self) -> None:
        while self._next().isspace():
            self.place += 1

    def _next(self) -> str:
        return self._text[self.place : self.place + 1]

    def value(self, depth: int) -> Node:
        self.skip()
        letter = self._next()
        if depth > MOST_DEPTH:
            self.fail(f"brackets nest deeper than {MOST_DEPTH}")
        if letter in ('"', "'"):
            return self._quoted(letter)
        if letter in _CLOSING:
            return self._items(letter, None, depth)
        word = self._word()
        if not word:
            self.fail(f"expected a value, got {letter!r}" if letter else "expected a value, but the text ends")
        return self._items("(", word, depth) if self._next() == "(" else Word(word)

    def _word(self) -> str:
        start = self.place
        while (letter := self._next()) and letter not in _ENDS:
            self.place += 1
        return self._text[start : self.place]

    def _quoted(self, quote: str) -> Quoted:
        self.place += 1
        out: list[str] = []
        while (letter := self._next()) != quote:
            if letter == "\\":
                self.place += 1
                letter = {"n": "\n", "t": "\t", "r": "\r"}.get(self._next(), self._next())
            if not letter:
                self.fail(f"the text ends inside quotes: {quote} is missing")
            out.append(letter)
            self.place += 1
        self.place += 1
        return Quoted("".join(out))

    def _items(self, opening: str, head: str | None, depth: int) -> Items:
        self.place += 1
        items: list[tuple[str | None, Node]] = []
        while True:
            self.skip()
            if self._next() == _CLOSING[opening]:
                self.place += 1
                return Items(opening, items, head)
            if not self._next():
                self.fail(f"{_CLOSING[opening]} is missing")
            items.append(self._item(depth))
            self.skip()
            if self._next() == ",":
                self.place += 1

    def _item(self, depth: int) -> tuple[str | None, Node]:
        start = self.place
        name = self._word()
        self.skip()
        if name and self._next() == "=":
            self.place += 1
            return name, self.value(depth + 1)
        self.place = start
        return None, self.value(depth + 1)
