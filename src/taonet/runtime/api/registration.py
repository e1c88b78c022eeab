"""The price of creating a subnet, as clients ask for it."""

from __future__ import annotations

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.founding import network_lock_cost
from taonet.runtime.types import tao

API = runtime_api("SubnetRegistrationRuntimeApi", version=1, doc="The price of a new subnet.")


@API.method()
def get_network_registration_cost(s: State) -> tao:
    """Return what creating a subnet in the next block costs, in rao."""
    return network_lock_cost(s)
