"""The page to try the gateway: a few files of this package, that need nothing from elsewhere."""

from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_TYPES: Final = {
    "index.html": "text/html",
    "style.css": "text/css",
    "main.js": "text/javascript",
    "api.js": "text/javascript",
    "chat.js": "text/javascript",
    "images.js": "text/javascript",
    "account.js": "text/javascript",
}
PAGE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_routes() -> list[Route]:
    """Return the routes of the page: `/`, and its style and scripts beside it."""
    folder = files("taonet.gateway") / "page"
    found = {name: (folder / name).read_bytes() for name in _TYPES}

    async def file(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2] or "index.html"
        return Response(found[name], media_type=_TYPES[name], headers=PAGE_HEADERS)

    return [Route("/", file, methods=["GET"]), *(Route(f"/page/{name}", file, methods=["GET"]) for name in found)]
