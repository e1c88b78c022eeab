"""Errors of JSON-RPC, with the codes and words of Substrate's nodes."""

from __future__ import annotations

from typing import final

from taonet.frame.api import BadApiInput, UnknownApi

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_ERROR = -32000
TOO_MANY_SUBSCRIPTIONS = -32006
OVERSIZED_REQUEST = -32007
OVERSIZED_RESPONSE = -32008
OVERSIZED_BATCH = -32010

TOO_MANY_FOLLOWERS = -32800
UNKNOWN_PIN = -32801
NO_RUNTIME = -32802
NOT_WAITING = -32803
TWICE_UNPINNED = -32804
"""Of `chainHead_v1_*`."""

RUNTIME_ERROR = 1
"""Of the chain's own methods, of quotes and of dry runs: the runtime could not answer."""
DECODE_ERROR = 2
"""Of quotes and dry runs: not even the form of a transaction."""
INVALID_RANGE = 4001
INVALID_COUNT = 4002
CLIENT_ERROR = 4003
"""State and runtime calls that the client (in Substrate's sense: the node) could not answer."""


@final
class RpcError(Exception):
    """An answer that is an error."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def to_json(self) -> dict[str, object]:
        """Return the error object."""
        error: dict[str, object] = {"code": self.code, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return error


def invalid_params(text: str) -> RpcError:
    """Return the refusal of a parameter; the text names it."""
    return RpcError(INVALID_PARAMS, "Invalid params", text)


def client_error(reason: object) -> RpcError:
    """Return the error of a state or runtime call that cannot be answered."""
    return RpcError(CLIENT_ERROR, f"Client error: {reason}")


def execution_failed(error: Exception) -> str:
    """Return a real node's words for a runtime call that cannot be answered."""
    if isinstance(error, UnknownApi):
        return f"Execution failed: Other: {error}"
    if isinstance(error, BadApiInput):
        return f"Execution failed: Execution aborted due to trap: {error}"
    return str(error)


def unsafe_call() -> RpcError:
    """Return the refusal of a method for developers to all others."""
    return RpcError(METHOD_NOT_FOUND, "RPC call is unsafe to be called externally")
