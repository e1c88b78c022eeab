"""The model's tokenizer, built from the tables inside the model file.

Text from outside never turns into a control token: control ids are placed by
`chat_prompt` alone, so a prompt that spells `<|im_end|>` stays plain text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

from taonet.markets.text.model.errors import BadModelFile
from taonet.markets.text.model.gguf import GgufFile

# What the model was tuned with when a chat names no system message.
DEFAULT_SYSTEM: Final = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
_CONTROL: Final = 3


@dataclass(frozen=True)
class TextTokenizer:
    """Text to ids and back, and the three ids that frame a chat."""

    core: Tokenizer
    turn_start: int
    turn_end: int
    size: int

    def encode(self, text: str) -> list[int]:
        """Return the ids of plain text; control tokens are never produced."""
        return list(self.core.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: list[int]) -> str:
        """Return the text of ids without the end-of-turn token."""
        return self.core.decode([i for i in ids if i != self.turn_end], skip_special_tokens=False)

    def token_of_bytes(self, data: bytes) -> int | None:
        """Return the id of the token that spells exactly these bytes, if there is one."""
        return self.core.token_to_id("".join(_BYTE_TO_CHAR[b] for b in data))

    def bytes_of_token(self, token: int) -> bytes | None:
        """Return the bytes that a token spells, or None if it is none of text."""
        name = self.core.id_to_token(token)
        if name is None or any(char not in _CHAR_TO_BYTE for char in name):
            return None
        return bytes(_CHAR_TO_BYTE[char] for char in name)

    def chat_prompt(self, prompt: str, before: Sequence[tuple[str, str]] = ()) -> list[int]:
        """Return the ids of a chat, ready for the model's reply: turns of a role and its words, then the user's prompt.

        A chat that does not begin with a turn of the system begins with the model's own.
        """
        own = () if before and before[0][0] == "system" else (("system", DEFAULT_SYSTEM),)
        ids: list[int] = []
        for role, content in (*own, *before, ("user", prompt)):
            ids += [self.turn_start, *self.encode(f"{role}\n{content}")]
            ids += [self.turn_end, *self.encode("\n")]
        return [*ids, self.turn_start, *self.encode("assistant\n")]


def build_tokenizer(file: GgufFile) -> TextTokenizer:
    """Build the tokenizer of a GGUF file; refuse kinds other than byte-level BPE."""
    meta = file.metadata
    if meta.get("tokenizer.ggml.model") != "gpt2":
        raise BadModelFile(f"{file.path}: only byte-level BPE tokenizers are read")
    tokens, merges = _strings(file, "tokens"), _strings(file, "merges")
    vocabulary = {token: index for index, token in enumerate(tokens)}
    pairs: list[tuple[str, str]] = []
    for merge in merges:
        left, gap, right = merge.partition(" ")
        if not gap or left not in vocabulary or right not in vocabulary:
            raise BadModelFile(f"{file.path}: merge {merge!r} names unknown tokens")
        pairs.append((left, right))
    core = Tokenizer(BPE(vocab=vocabulary, merges=pairs))
    core.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    core.decoder = decoders.ByteLevel()
    start, end = vocabulary.get("<|im_start|>"), vocabulary.get("<|im_end|>")
    if start is None or end is None:
        raise BadModelFile(f"{file.path}: the vocabulary lacks <|im_start|> and <|im_end|>")
    return TextTokenizer(core, start, end, len(tokens))


def _strings(file: GgufFile, name: str) -> list[str]:
    values = file.metadata.get(f"tokenizer.ggml.{name}")
    if not isinstance(values, list):
        raise BadModelFile(f"{file.path}: tokenizer.ggml.{name} is missing")
    return [str(value) for value in values]


def _byte_alphabet() -> dict[int, str]:
    """Return the printable stand-ins that byte-level BPE uses for the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in printable}
    spare = 256
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(spare)
            spare += 1
    return table


_BYTE_TO_CHAR: Final = _byte_alphabet()
_CHAR_TO_BYTE: Final = {char: byte for byte, char in _BYTE_TO_CHAR.items()}
