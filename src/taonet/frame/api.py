"""Runtime APIs: queries of the state that clients make without a transaction.

    API = runtime_api("SwapRuntimeApi", version=1)

    @API.method()
    def current_alpha_price(s: State, netuid: netuid) -> u64:
        '''Return the price of a subnet's alpha in rao.'''

A method stays a plain function. Clients call `SwapRuntimeApi_current_alpha_price` with the annotated arguments as SCALE
bytes, one after the other. It may write to the state it gets (a dry run does); the caller throws that overlay away.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar, final

import msgspec

from taonet.frame.error import BlockRefused
from taonet.frame.state import State
from taonet.scale import Codec, Reader, ScaleError
from taonet.scale.fields import Field, parameters_of, returned_by

P = ParamSpec("P")
R = TypeVar("R")


class ApiMismatch(Exception):
    """A method has no docstring, or its name is taken."""


@final
class UnknownApi(Exception):
    """No API has a method of this wire name. Clients look for this very sentence to fall back to older methods."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Exported method {name} is not found")
        self.name = name


@final
class BadApiInput(Exception):
    """The bytes are not the arguments of the method, or begin a block that no author may make."""

    def __init__(self, name: str, reason: ScaleError | BlockRefused) -> None:
        super().__init__(f"Bad input data provided to {name}: {reason}")
        self.name = name


@final
class ApiMethod(msgspec.Struct, frozen=True):
    """A method: its function, its name and its types on the wire.

    `quick` marks one that takes less time than handing it to another thread.
    """

    api: str
    name: str
    args: Mapping[str, Field]
    returns: Field
    function: Callable[..., Any]
    quick: bool = False

    @property
    def wire_name(self) -> str:
        """Return the name clients call: trait and method."""
        return f"{self.api}_{self.name}"

    @property
    def doc(self) -> str:
        """Return the text that metadata ships."""
        return inspect.cleandoc(self.function.__doc__ or "")


@final
class BoundMethod(msgspec.Struct, frozen=True):
    """A method bound to a runtime, with its codecs resolved."""

    method: ApiMethod
    args: Mapping[str, Codec[Any]]
    returns: Codec[Any]

    def ask(self, s: State, payload: bytes) -> bytes:
        """Call the method with SCALE arguments and return its SCALE answer; refuse other bytes (`BadApiInput`)."""
        name = self.method.wire_name
        reader = Reader(payload)
        try:
            arguments = [codec.read(reader) for codec in self.args.values()]
            reader.finish()
        except ScaleError as reason:
            raise BadApiInput(name, reason) from reason
        try:
            result = self.method.function(s, *arguments)
        except BlockRefused as reason:
            raise BadApiInput(name, reason) from reason
        return self.returns.encode(result)


@final
class RuntimeApi:
    """A trait of the runtime: its name, its version and its methods in the order of their declaration."""

    __slots__ = ("doc", "id", "methods", "name", "version")

    def __init__(self, name: str, version: int, doc: str) -> None:
        self.name = name
        self.version = version
        self.doc = doc
        self.id = hashlib.blake2b(name.encode(), digest_size=8).digest()
        self.methods: dict[str, ApiMethod] = {}

    def method(
        self, *, quick: bool = False, name: str | None = None
    ) -> Callable[[Callable[Concatenate[State, P], R]], Callable[Concatenate[State, P], R]]:
        """Make a function a method; `name` defaults to the function's."""

        def register(function: Callable[Concatenate[State, P], R]) -> Callable[Concatenate[State, P], R]:
            if not function.__doc__:
                raise ApiMismatch(f"{function.__name__} needs a docstring: metadata ships it (Python runs without -OO)")
            own = name or function.__name__
            if own in self.methods:
                raise ApiMismatch(f"{self.name} has two methods {own}")
            args, returns = parameters_of(function, skip=1), returned_by(function)
            self.methods[own] = ApiMethod(self.name, own, args, returns, function, quick)
            return function

        return register

    def __repr__(self) -> str:
        return f"<runtime api {self.name} version {self.version}>"


def runtime_api(name: str, *, version: int, doc: str = "") -> RuntimeApi:
    """Return a new API with no methods yet; its id is the 8-byte BLAKE2b hash of the trait's name."""
    return RuntimeApi(name, version, doc)
