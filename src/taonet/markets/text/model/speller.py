"""Text as its tokens come: a character is passed on when all of its bytes are there."""

from typing import Final, final

from taonet.markets.text.model.tokenizer import TextTokenizer

_CUT: Final = "\ufffd"
"""What bytes that are not a whole character are spelt as."""


@final
class Speller:
    """Spells tokens one by one; the parts together are the text of all of them."""

    def __init__(self, tokenizer: TextTokenizer) -> None:
        self._tokenizer = tokenizer
        self._kept: list[int] = []

    def feed(self, token: int) -> str:
        """Return the text that a further token makes certain; the end token spells nothing."""
        self._kept.append(token)
        text = self._tokenizer.decode(self._kept)
        if text.endswith(_CUT):  # more bytes may follow
            return ""
        self._kept.clear()
        return text

    def rest(self) -> str:
        """Return what is left when no more tokens come."""
        text = self._tokenizer.decode(self._kept)
        self._kept.clear()
        return text
