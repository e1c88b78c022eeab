"""The settings of a gateway; each field is a flag of `taonet gateway`."""

from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

FrontOption = Literal["text", "image"]
CheckOption = Literal["form", "seeded", "logprob", "off"]

MOST_BODY: Final = 256 * 1024


class GatewaySettings(Struct, frozen=True, kw_only=True):
    """Where a gateway listens, whom it lets in, which miners it asks and how long it waits for them."""

    market: Annotated[FrontOption, Meta(description="What the subnet of --netuid trades.")] = "text"
    image_netuid: (
        Annotated[int, Meta(ge=0, le=65_535, description="Subnet that images are asked of, beside --netuid.")] | None
    ) = None
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535, description="Port; 0 picks one.")] = 8080
    api_key_file: Annotated[
        Path | None, Meta(description="Serve only who has a key of this file: a name and a key a line.")
    ] = None
    cors_origin: Annotated[
        str | None, Meta(description="Let pages of this origin ask, e.g. https://example.com (default: none).")
    ] = None
    check: Annotated[
        CheckOption,
        Meta(
            description="What must hold of an answer: form, seeded or logprob (the model reads each), off (any model, of text)."
        ),
    ] = "form"
    best: Annotated[int, Meta(ge=1, le=256, description="Miners that share the load, the best by incentive.")] = 8
    attempts: Annotated[int, Meta(ge=1, le=16, description="Miners asked, one after another, before giving up.")] = 3
    attempt_seconds: Annotated[float, Meta(ge=0.1, description="Seconds for an answer, or for its first part.")] = 20.0
    request_seconds: Annotated[float, Meta(ge=0.1, description="Seconds for a request in all.")] = 60.0
    per_miner: Annotated[int, Meta(ge=1, description="Requests at once for one miner.")] = 4
    waiting: Annotated[int, Meta(ge=1, description="Requests in work at once.")] = 32
    rest_seconds: Annotated[
        float, Meta(ge=0, description="Rest of a miner that failed; doubled each time in a row, up to 16 times.")
    ] = 15.0
    refresh_seconds: Annotated[float, Meta(ge=0.1, description="Seconds between readings of the metagraph.")] = 30.0
    allow_local: Annotated[
        bool | None, Meta(description="Ask miners at private addresses (default: if the node is local).")
    ] = None

    def __post_init__(self) -> None:
        if self.market == "image" and self.image_netuid is not None:
            raise ValueError("--market image asks images of --netuid: leave --image-netuid out")
        if self.market == "image" and self.check in ("logprob", "off"):
            raise ValueError(f"--check {self.check} is of text; of images there are form and seeded")
        if self.cors_origin is not None and not self.cors_origin.startswith(("http://", "https://")):
            raise ValueError(f"--cors-origin {self.cors_origin!r} is not an origin such as https://example.com")
