"""Errors of JSON-RPC, with the codes and words of Substrate's nodes."""

from __future__ import annotations

from typing import final

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

RUNTIME_ERROR = 1
"""The custom methods' only code."""
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


def unsafe_call() -> RpcError:
    """Return the refusal of a method for developers to all others."""
    return RpcError(METHOD_NOT_FOUND, "RPC call is unsafe to be called externally")
