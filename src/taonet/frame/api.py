"""Runtime APIs: questions that clients put to the state without a transaction.

    API = runtime_api("SwapRuntimeApi", version=1)

    @API.method(args={"netuid": NET_UID}, returns=U64)
    def current_alpha_price(s: State, netuid: NetUid) -> int:
        '''Return the price of a subnet's alpha in rao.'''

A method stays the plain function it is. On the wire it is called by `SwapRuntimeApi_current_alpha_price` with the
SCALE bytes of its arguments, one behind the other. The state it gets may be written to (a dry run does); the caller
throws that overlay away.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar, final

from taonet.frame.error import BlockRefused
from taonet.frame.state import State
from taonet.scale import Codec, Reader, ScaleError

P = ParamSpec("P")
R = TypeVar("R")


class ApiMismatch(Exception):
    """A method's signature and its wire arguments differ, its text is missing, or its name is taken."""


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
@dataclass(frozen=True, slots=True)
class ApiMethod:
    """A method: what it does, and how it looks on the wire."""

    api: str
    name: str
    args: Mapping[str, Codec[Any]]
    returns: Codec[Any]
    function: Callable[..., Any]

    @property
    def wire_name(self) -> str:
        """Return the name clients call: trait and method."""
        return f"{self.api}_{self.name}"

    @property
    def doc(self) -> str:
        """Return the text that metadata ships."""
        return inspect.cleandoc(self.function.__doc__ or "")


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
        self, *, returns: Codec[R], args: Mapping[str, Codec[Any]] | None = None, name: str | None = None
    ) -> Callable[[Callable[Concatenate[State, P], R]], Callable[Concatenate[State, P], R]]:
        """Make a function a method; its parameters after the state are `args`. `name` defaults to the function's."""

        def register(function: Callable[Concatenate[State, P], R]) -> Callable[Concatenate[State, P], R]:
            wanted = dict(args or {})
            parameters = tuple(inspect.signature(function).parameters)[1:]
            if parameters != tuple(wanted):
                raise ApiMismatch(f"{function.__name__}: parameters {parameters} but codecs for {tuple(wanted)}")
            if not function.__doc__:
                raise ApiMismatch(f"{function.__name__} needs a docstring: metadata ships it (Python runs without -OO)")
            own = name or function.__name__
            if own in self.methods:
                raise ApiMismatch(f"{self.name} has two methods {own}")
            self.methods[own] = ApiMethod(self.name, own, wanted, returns, function)
            return function

        return register

    def __repr__(self) -> str:
        return f"<runtime api {self.name} version {self.version}>"


def runtime_api(name: str, *, version: int, doc: str = "") -> RuntimeApi:
    """Return a new API with no methods yet; its id is the 8-byte BLAKE2b hash of the trait's name."""
    return RuntimeApi(name, version, doc)


ApiTable = Mapping[str, ApiMethod]
"""Methods by wire name."""


def api_table(apis: Iterable[RuntimeApi]) -> dict[str, ApiMethod]:
    """Return all methods by wire name; refuse two APIs of one name."""
    table: dict[str, ApiMethod] = {}
    for api in apis:
        for method in api.methods.values():
            if method.wire_name in table:
                raise ApiMismatch(f"two APIs have a method {method.wire_name}")
            table[method.wire_name] = method
    return table


def call_api(table: ApiTable, s: State, name: str, payload: bytes) -> bytes:
    """Run the method of a wire name on SCALE arguments and return its SCALE answer.

    Refuse an unknown name with `UnknownApi` and bytes that are not the arguments with `BadApiInput`.
    """
    method = table.get(name)
    if method is None:
        raise UnknownApi(name)
    reader = Reader(payload)
    try:
        arguments = [codec.read(reader) for codec in method.args.values()]
        reader.finish()
    except ScaleError as reason:
        raise BadApiInput(name, reason) from reason
    try:
        result = method.function(s, *arguments)
    except BlockRefused as reason:
        raise BadApiInput(name, reason) from reason
    return method.returns.encode(result)
