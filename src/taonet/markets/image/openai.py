"""A backend over the OpenAI images API: OpenAI itself, LocalAI, stable-diffusion.cpp and others serve it.

The model behind it is not of the catalogue, so validators must run with `--check off`.
"""

import asyncio
import base64
import binascii
from typing import Any, Final

import httpx
import msgspec
from msgspec import Struct

from taonet.markets.image.backends import BackendError, Draw, foreign_answer
from taonet.markets.image.protocol import ImageAnswer, ImageTask

MAX_RESPONSE: Final = 32 << 20
_REFUSED_FIELD: Final = "response_format"


class _Picture(Struct):
    b64_json: str | None = None
    url: str | None = None


class _Pictures(Struct):
    data: list[_Picture]


def openai_backend(
    http: httpx.AsyncClient,
    *,
    base_url: str,
    model: str,
    size: str,
    api_key: str | None = None,
    timeout_seconds: float = 120.0,
) -> Draw:
    """Return a backend that asks a server for a picture of `size`, e.g. 512x512; `base_url` ends before `/images`."""
    headers = {"Accept-Encoding": "identity"}  # a compressed reply could unpack to anything
    if api_key:
        headers["Authorization"] = f"Bearer {api_key}"
    url = f"{base_url.rstrip('/')}/images/generations"
    # Newer models of OpenAI always answer in base64 and refuse to be asked for it; others must be asked.
    asked_for: dict[str, Any] = {_REFUSED_FIELD: "b64_json"}

    async def post(body: dict[str, Any]) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(timeout_seconds):
                return await _post(http, url, body, headers)
        except TimeoutError as error:
            raise BackendError(f"{url} gave no answer within {timeout_seconds:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise BackendError(f"cannot reach {url}: {str(error) or type(error).__name__}") from error

    async def run(task: ImageTask) -> ImageAnswer:
        body = {"model": model, "prompt": task.prompt, "n": 1, "size": size}
        status, data = await post(body | asked_for)
        if status == 400 and asked_for and _REFUSED_FIELD.encode() in data:
            asked_for.clear()
            status, data = await post(body)
        if status != 200:
            raise BackendError(f"{url} answered {status}: {data[:300].decode(errors='replace')}")
        return foreign_answer(task, model, _read(data))

    return run


async def _post(http: httpx.AsyncClient, url: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, bytes]:
    async with http.stream("POST", url, json=body, headers=headers) as response:
        pieces: list[bytes] = []
        size = 0
        async for piece in response.aiter_bytes():
            size += len(piece)
            if size > MAX_RESPONSE:
                raise BackendError(f"{url} answered with more than {MAX_RESPONSE} bytes")
            pieces.append(piece)
        return response.status_code, b"".join(pieces)


def _read(data: bytes) -> bytes:
    try:
        picture = msgspec.json.decode(data, type=_Pictures).data[0]
        if picture.b64_json is None:
            raise BackendError("the server answered with an address and not with the picture: it must give b64_json")
        return base64.b64decode(picture.b64_json, validate=True)
    except (msgspec.MsgspecError, IndexError, binascii.Error) as error:
        raise BackendError(f"not a picture of the images API: {error}") from error
