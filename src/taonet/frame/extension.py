"""Transaction extensions: the checks that every signed transaction passes, in one order for all.

An extension is a value. It says what it adds to the extrinsic and what it makes the signer sign besides, so metadata
is made of it; and it says what it checks, what entering a block changes, and what is settled after the call, so the
executive runs it. Each part may be absent. Source: sp_runtime::traits::TransactionExtension.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, final

import msgspec

from taonet.frame.state import State
from taonet.frame.validity import ValidTransaction
from taonet.frame.weight import Pays, Weight
from taonet.scale import UNIT, Codec

T = TypeVar("T")


@final
class Outcome(msgspec.Struct, frozen=True):
    """What a dispatched call used, and whether the fee is taken."""

    weight: Weight
    pays: Pays


@final
class Extension(msgspec.Struct, Generic[T], frozen=True):
    """One extension; `T` is the transaction as the runtime's checks see it.

    `wire` is its part of the extrinsic, `carries` the name under which a signature keeps the value of that part, and
    `listed` the type that metadata names where it is another. `implied` gives the value of `implicit`, which is signed
    and not sent. `validate` and `prepare` raise `TransactionInvalid`; what `prepare` returns is handed to `settle`.
    """

    identifier: str
    wire: Codec[Any]
    carries: str = ""
    listed: Codec[Any] | None = None
    implicit: Codec[Any] = UNIT
    implied: Callable[[State, T], Any] | None = None
    validate: Callable[[State, T], ValidTransaction | None] | None = None
    prepare: Callable[[State, T], Any] | None = None
    settle: Callable[[State, T, Any, Outcome], None] | None = None


@final
class ExtrinsicFormat(msgspec.Struct, frozen=True):
    """The form of extrinsics: each part's codec. `account` gets type number 0, on which the 10.x clients rely."""

    version: int
    account: Codec[Any]
    address: Codec[Any]
    signature: Codec[Any]
    extra: Codec[Any]
    extensions: tuple[Extension[Any], ...]
