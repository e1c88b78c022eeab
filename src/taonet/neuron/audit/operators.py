"""Who runs what: endpoints that are announced against those that answer, and uids by coldkey and by address."""

from collections import defaultdict
from collections.abc import Container, Sequence

from taonet.neuron.audit.findings import Address, Operator
from taonet.neuron.record.rows import Standing


def operators(standings: Sequence[Standing], answering: Container[str]) -> list[Operator]:
    """Return the owners of the neurons, those with most uids first; `answering` are hotkeys."""
    owned: defaultdict[str, list[Standing]] = defaultdict(list)
    for row in standings:
        owned[row.coldkey].append(row)
    found = [
        Operator(
            coldkey,
            [row.uid for row in rows],
            sorted({ip_of(row.endpoint) for row in rows if row.endpoint}),
            sum(row.hotkey in answering for row in rows),
        )
        for coldkey, rows in owned.items()
    ]
    return sorted(found, key=lambda one: (-len(one.uids), one.uids))


def addresses(standings: Sequence[Standing]) -> list[Address]:
    """Return the addresses that neurons announce, those with most uids first."""
    at: defaultdict[str, list[int]] = defaultdict(list)
    for row in standings:
        if row.endpoint:
            at[ip_of(row.endpoint)].append(row.uid)
    return sorted((Address(ip, uids) for ip, uids in at.items()), key=lambda one: (-len(one.uids), one.uids))


def ip_of(endpoint: str) -> str:
    """Return the address of an `ip:port`."""
    return endpoint.rpartition(":")[0].strip("[]")
