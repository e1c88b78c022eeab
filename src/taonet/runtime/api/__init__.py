"""All runtime APIs of the chain, in one table."""

from taonet.frame.api import RuntimeApi
from taonet.runtime.api import (
    aura,
    baskets,
    core,
    delegates,
    metadata,
    neurons,
    payment,
    proxies,
    referenda,
    registration,
    shield,
    stake,
    subnets,
    swap,
    transactions,
    votes,
)

APIS: tuple[RuntimeApi, ...] = (
    core.API,
    metadata.API,
    transactions.BUILDER,
    transactions.QUEUE,
    aura.API,
    transactions.NONCES,
    payment.TRANSACTIONS,
    payment.CALLS,
    stake.API,
    swap.API,
    neurons.API,
    subnets.API,
    delegates.API,
    registration.API,
    shield.API,
    baskets.API,
    proxies.API,
)

VOTES_APIS: tuple[RuntimeApi, ...] = (*APIS, referenda.API, votes.API)
"""Those of chains with votes."""
