"""A gateway as its endpoints see it: the subnets behind it, who may ask, and what is counted."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from taonet.gateway.asking import RETRY_SECONDS, Front, Part, Served
from taonet.gateway.errors import ApiError
from taonet.gateway.keys import Keys
from taonet.gateway.settings import GatewaySettings
from taonet.gateway.text import TextSide
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.log import Log
from taonet.neuron.metrics import SECONDS


@dataclass(frozen=True)
class TextFront:
    """The subnet that answers chats."""

    front: Front[TextTask, TextAnswer]
    side: TextSide


@final
@dataclass(frozen=True)
class GatewayMetrics:
    """What a gateway counts."""

    requests: Counter
    seconds: Histogram
    first_seconds: Histogram
    attempts: Counter
    units: Counter
    in_work: Gauge


def gateway_metrics(registry: CollectorRegistry) -> GatewayMetrics:
    """Return the metrics of a gateway, in a registry."""
    return GatewayMetrics(
        Counter(
            "taonet_gateway_requests", "Requests by endpoint and status.", ["endpoint", "status"], registry=registry
        ),
        Histogram("taonet_gateway_seconds", "Seconds to a whole answer.", buckets=SECONDS, registry=registry),
        Histogram("taonet_gateway_first_seconds", "Seconds to a first part.", buckets=SECONDS, registry=registry),
        Counter("taonet_gateway_attempts", "Miners asked, by what came of it.", ["end"], registry=registry),
        Counter("taonet_gateway_units", "Tokens written, or images.", ["endpoint"], registry=registry),
        Gauge("taonet_gateway_in_work", "Requests in work.", registry=registry),
    )


@dataclass
class Gateway:
    """What the endpoints share. `text` is None on a gateway that answers no chats, `image` on one that draws no images."""

    settings: GatewaySettings
    log: Log
    counts: GatewayMetrics
    text: TextFront | None = None
    image: Front[ImageTask, ImageAnswer] | None = None
    keys: Keys | None = None
    in_work: int = 0
    read_at: float = 0.0
    """When all miners were last read (monotonic)."""

    def fronts(self) -> dict[str, Front[Any, Any]]:
        """Return the subnets behind this gateway by what they trade."""
        text: dict[str, Front[Any, Any]] = {} if self.text is None else {"text": self.text.front}
        return text if self.image is None else {**text, "image": self.image}

    def finished(self, place: str, who: str, took: float, served: Sequence[Served[Any]], *, units: int) -> None:
        """Count and log answers that were passed on."""
        self.counts.requests.labels(place, 200).inc()
        self.counts.seconds.observe(took)
        self.counts.units.labels(place).inc(units)
        for one in served:
            self.log(
                "served",
                endpoint=place,
                key=who,
                uid=one.by.miner.uid,
                hotkey=one.by.miner.hotkey,
                block=one.block,
                attempts=one.attempts,
                ms=round(1_000 * took),
                units=units // len(served),
            )

    @contextmanager
    def work(self) -> Generator[None]:
        """Hold one of the gateway's places for work; refuse when all are taken."""
        if self.in_work >= self.settings.waiting:
            raise ApiError(429, "busy", "the gateway has as much work as it takes on", retry_after=RETRY_SECONDS)
        self.in_work += 1
        self.counts.in_work.set(self.in_work)
        try:
            yield
        finally:
            self.in_work -= 1
            self.counts.in_work.set(self.in_work)


def answered_by(front: Front[Any, Any], served: Served[Any]) -> dict[str, object]:
    """Return who gave an answer, as it stands in a response."""
    return {
        "netuid": front.chain.netuid,
        "uid": served.by.miner.uid,
        "hotkey": served.by.miner.hotkey,
        "block": served.block,
        "attempts": served.attempts,
        "seconds": round(served.seconds, 4),
        "checked": front.settings.check,
    }


def answer_headers(front: Front[Any, Any], steps: Sequence[Served[Any] | Part]) -> dict[str, str]:
    """Return the headers that say who gave an answer; several pictures have several, in their order."""
    return {
        "X-Taonet-Netuid": str(front.chain.netuid),
        "X-Taonet-Uid": ", ".join(str(one.by.miner.uid) for one in steps),
        "X-Taonet-Hotkey": ", ".join(one.by.miner.hotkey for one in steps),
        "X-Taonet-Block": ", ".join(str(one.block) for one in steps),
    }
