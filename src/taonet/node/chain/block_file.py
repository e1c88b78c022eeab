"""Blocks in a file or pipe: written and read front to back, so that nothing of it need be kept.

    magic and format        8 bytes "TAOBLOCK", u16
    preamble                SCALE: genesis hash, spec version, genesis file, first and last number
    block, any number       SCALE as everywhere on Substrate: header, count, extrinsics in wire form
    end                     an empty record, then the count of blocks, u32

Each of the last three is a record: its length (u32), its bytes, and BLAKE2b-256 of all bytes of the file up to there. So
a check sum holds for everything before it, and a file that was cut has no end. Integers are little-endian.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Annotated, BinaryIO, Final, NamedTuple, final

import msgspec

from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.digest import HEADER, Header
from taonet.runtime.types import H256
from taonet.scale import BYTES, TEXT, DecodeError, Reader, Typed, struct, u32
from taonet.scale.numbers import U16, U32, read_compact, write_compact

MAGIC: Final = b"TAOBLOCK"
FORMAT: Final = 2
MOST_BYTES: Final = 16 << 20
"""Of a record; a block's extrinsics take 10 MiB at most."""
_SUM_BYTES: Final = 32


class BadBlocks(Exception):
    """The blocks cannot be written, read or taken over; says which and why."""


@final
class Preamble(msgspec.Struct, frozen=True):
    """Of which chain the blocks are, and which; `genesis_file` is the text of it."""

    genesis: Annotated[Hash, Typed(H256, "Hash")]
    spec_version: u32
    genesis_file: Annotated[str, Typed(TEXT, "Text")]
    first: u32
    last: u32


class FiledBlock(NamedTuple):
    """A block as it stands in a file; extrinsics are in wire form."""

    header: Header
    body: list[bytes]


_PREAMBLE: Final = struct(Preamble, "taonet::Preamble")


@final
class BlockWriter:
    """Writes a file of blocks; it counts as one only after `end`."""

    def __init__(self, out: BinaryIO, preamble: Preamble) -> None:
        self._out = out
        self._sum = hashlib.blake2b(digest_size=_SUM_BYTES)
        self._count = 0
        self._write(MAGIC + U16.encode(FORMAT))
        self._record(_PREAMBLE.encode(preamble))

    def block(self, header: bytes, body: Sequence[bytes]) -> None:
        """Write the next block."""
        data = bytearray(header)
        write_compact(len(body), data)
        self._record(bytes(data) + b"".join(body))
        self._count += 1

    def end(self) -> None:
        """Write the end."""
        self._summed(U32.encode(0) + U32.encode(self._count))

    def _record(self, data: bytes) -> None:
        if len(data) > MOST_BYTES:
            raise BadBlocks(f"a record of {len(data)} bytes is more than the file may hold, {MOST_BYTES}")
        self._summed(U32.encode(len(data)) + data)

    def _summed(self, data: bytes) -> None:
        self._write(data)
        self._write(self._sum.digest())

    def _write(self, data: bytes) -> None:
        self._sum.update(data)
        self._out.write(data)


@final
class BlockReader:
    """Reads a file of blocks; raises `BadBlocks` for anything else."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._sum = hashlib.blake2b(digest_size=_SUM_BYTES)
        self._count = 0
        self._place = "before its first block"
        if self._take(len(MAGIC)) != MAGIC:
            raise BadBlocks("this is no file of blocks, as `taonet export` writes them")
        version = U16.decode(self._take(2))
        if version != FORMAT:
            raise BadBlocks(f"the file has format {version}, this version reads format {FORMAT}")
        try:
            self.preamble = _PREAMBLE.decode(self._record())
        except DecodeError as error:
            raise BadBlocks(f"the file does not say of which chain it is: {error}") from error

    def blocks(self) -> Iterator[FiledBlock]:
        """Yield the blocks in order. Only when this ends it is known that the file is whole."""
        first, last = self.preamble.first, self.preamble.last
        while data := self._record():
            due = first + self._count
            try:
                block = _read_block(data)
            except DecodeError as error:
                raise BadBlocks(f"what stands for block {due} in the file cannot be read: {error}") from error
            number = block.header.number
            if number != due or number > last:
                raise BadBlocks(
                    f"block {number} stands in the file where block {due} should: it goes from {first} to {last}"
                )
            self._count += 1
            self._place = f"after block {number}"
            yield block
        if self._count != last - first + 1:
            raise BadBlocks(f"the file ends {self._place}, but says that it goes on to block {last}")
        if self._source.read(1):
            raise BadBlocks("something follows the end of the file")

    def _record(self) -> bytes:
        """Return the next record, empty at the end."""
        length = U32.decode(self._take(4))
        if length > MOST_BYTES:
            raise BadBlocks(f"the file is damaged {self._place}: a record of {length} bytes, {MOST_BYTES} at most")
        data = self._take(length)
        count = self._count if length else U32.decode(self._take(4))
        expected = self._sum.digest()
        if self._take(_SUM_BYTES) != expected or count != self._count:
            raise BadBlocks(f"the file is damaged {self._place}: its check sum is wrong")
        return data

    def _take(self, count: int) -> bytes:
        data = self._source.read(count)
        if len(data) < count:
            raise BadBlocks(f"the file was cut {self._place}: get the whole of it")
        self._sum.update(data)
        return data


def _read_block(data: bytes) -> FiledBlock:
    reader = Reader(data)
    header, body = HEADER.read(reader), list[bytes]()
    for _ in range(read_compact(reader)):
        start = reader.position
        BYTES.read(reader)
        body.append(data[start : reader.position])
    reader.finish()
    return FiledBlock(header, body)
