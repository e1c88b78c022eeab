"""`POST /v1/images/generations`: a prompt in, the best miners' pictures out, as PNG in base64."""

import asyncio
import base64
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from taonet.gateway.asking import Served, asked
from taonet.gateway.errors import ApiError
from taonet.gateway.reading import decoded, refuse_unsupported
from taonet.gateway.requests import Answering, json_body, while_client_waits
from taonet.gateway.state import Gateway, answer_headers, answered_by
from taonet.markets.image.protocol import MAX_PROMPT, MAX_STEPS, SEED_LIMIT, ImageAnswer, ImageTask
from taonet.markets.image.shapes import SIDE
from taonet.markets.image.tasks import STEPS
from taonet.markets.image.weights import MODEL

PATH: Final = "/v1/images/generations"
MOST: Final = 4
_NEUTRAL: Final[Mapping[str, tuple[Any, ...]]] = {
    "response_format": ("b64_json",),
    "output_format": ("png",),
    "background": ("auto", "opaque"),
    "output_compression": (100,),
    "partial_images": (0,),
    "stream": (False,),
    "size": ("auto", f"{SIDE}x{SIDE}"),
}
"""Parameters of OpenAI's that the market cannot follow, and the values that ask for nothing else than it does."""


class ImagesRequest(Struct, kw_only=True):
    """What `POST /v1/images/generations` takes; parameters that are not named here are passed over."""

    prompt: Annotated[str, Meta(min_length=1, max_length=MAX_PROMPT)]
    model: str | None = None
    n: Annotated[int, Meta(ge=1, le=MOST)] | None = None
    seed: int | None = None
    steps: Annotated[int, Meta(ge=1, le=MAX_STEPS)] | None = None
    response_format: Any = None
    output_format: Any = None
    background: Any = None
    output_compression: Any = None
    partial_images: Any = None
    stream: Any = None
    size: Any = None


def read_request(body: bytes) -> ImagesRequest:
    """Read a request; refuse what is none, or asks for what the market cannot do, as `ApiError`."""
    request = decoded(body, ImagesRequest)
    refuse_unsupported(request, _NEUTRAL)
    if request.model not in (None, MODEL):
        raise ApiError(
            404, "model_not_found", f"there is no model {str(request.model)[:100]!r}: {MODEL}", param="model"
        )
    return request


def tasks_of(request: ImagesRequest) -> list[ImageTask]:
    """Return a task for each picture, with seeds that follow one another; a missing seed is drawn."""
    first = secrets.randbelow(SEED_LIMIT) if request.seed is None else request.seed
    steps = request.steps or STEPS
    return [
        ImageTask(MODEL, request.prompt, (first + index) % SEED_LIMIT, steps, SIDE) for index in range(request.n or 1)
    ]


def images(gateway: Gateway) -> Answering:
    """Return the endpoint's work."""

    async def answer(request: Request, who: str) -> Response:
        began = time.monotonic()
        front = gateway.image
        if front is None:
            words = "this gateway draws no images: start it with --image-netuid, or with --market image"
            raise ApiError(404, "not_served", words)
        tasks = tasks_of(read_request(await json_body(request)))

        async def all_of_them() -> Sequence[Served[ImageAnswer]]:
            async with asyncio.TaskGroup() as group:
                made = [group.create_task(asked(front, task)) for task in tasks]
            return [one.result() for one in made]

        with gateway.work():
            try:
                served = await while_client_waits(request, all_of_them(), gateway.settings.request_seconds)
            except ExceptionGroup as errors:
                failures, others = errors.split(ApiError)
                if failures is None or others is not None:
                    raise
                raise _first(failures) from errors
        took = time.monotonic() - began
        gateway.finished(PATH, who, took, served, units=len(served))
        whole = {
            "created": int(time.time()),
            "data": [{"b64_json": base64.b64encode(one.answer.png).decode()} for one in served],
            "size": f"{SIDE}x{SIDE}",
            "output_format": "png",
            "taonet": [answered_by(front, one) | {"model": one.answer.model} for one in served],
        }
        return JSONResponse(whole, headers=answer_headers(front, served))

    return answer


def _first(errors: ExceptionGroup[ApiError]) -> ApiError:
    """Return one of the errors of a group: the pictures of a request fail together."""
    one = errors.exceptions[0]
    return _first(one) if isinstance(one, ExceptionGroup) else one
