"""`taonet gateway`: an OpenAI-compatible endpoint in front of a subnet."""

import asyncio
from typing import Final

import msgspec

from taonet.cli.neurons import neuron_function
from taonet.gateway.serving import serve_gateway
from taonet.gateway.settings import GatewaySettings
from taonet.neuron.chain import Chain
from taonet.neuron.identity import Identity
from taonet.neuron.market import NoOptions

_HELP: Final = (
    "Serve OpenAI's chat interface, backed by a subnet's best miners. The hotkey signs what the miners are asked: it needs "
    "a validator permit on the subnet, or miners that serve hotkeys without one. There is a page to try it at /."
)


async def _serve(chain: Chain, identity: Identity, settings: GatewaySettings, options: NoOptions) -> None:
    del options
    if settings.allow_local is None:
        settings = msgspec.structs.replace(settings, allow_local=identity.is_local)
    async with serve_gateway(chain, settings):
        await asyncio.Event().wait()


gateway: Final = neuron_function("the gateway", _serve, GatewaySettings, NoOptions, _HELP)
