"""Reading requests of OpenAI's interface: what is none, or asks for what a market cannot do, is an `ApiError`."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from taonet.gateway.errors import ApiError

RequestT = TypeVar("RequestT", bound=Struct)


def decoded(body: bytes, kind: type[RequestT]) -> RequestT:
    """Return the request in a body; say which parameter is wrong if one is."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        text, _, where = str(error).partition(" - at `$")
        raise ApiError(400, "invalid_value", text, param=where.strip("`.") or None) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ApiError(400, "invalid_json", f"the body is not JSON: {error}") from error


def refuse_unsupported(request: Struct, neutral: Mapping[str, tuple[Any, ...]]) -> None:
    """Refuse parameters that cannot be followed, unless their value is missing or one of those that ask for nothing."""
    for name, values in neutral.items():
        value = getattr(request, name)
        if value is not None and value not in values:
            raise ApiError(400, "unsupported_parameter", f"this gateway cannot follow {name!r}", param=name)
