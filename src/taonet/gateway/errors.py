"""Refusals in OpenAI's form, so that its clients raise the exceptions that their users know."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import JSONResponse

_TYPES: Final[Mapping[int, str]] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class ApiError(Exception):
    """A request gets no answer: the HTTP status, a sentence, a code for programs and the parameter that is at fault."""

    def __init__(
        self, status: int, code: str, message: str, *, param: str | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """Return the error as OpenAI's clients read it."""
        kind = _TYPES.get(self.status, "invalid_request_error" if self.status < 500 else "server_error")
        return {"error": {"message": str(self), "type": kind, "param": self.param, "code": self.code}}


UNREAD: Final = (408, 413)
"""Statuses after which what is left of a body would keep the connection open."""


def error_response(error: ApiError) -> JSONResponse:
    """Return an error as a response."""
    headers: dict[str, str] = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.status in UNREAD:
        headers["Connection"] = "close"
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error.body, error.status, headers)
