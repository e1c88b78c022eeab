"""What the owner says about a subnet, and how long it may be."""

from __future__ import annotations

from taonet.runtime.pallets.subtensor.subnets.types import SubnetIdentityV3

# Bytes at most, by field.
_LIMITS = {
    "subnet_name": 256,
    "github_repo": 1_024,
    "subnet_contact": 1_024,
    "subnet_url": 1_024,
    "discord": 256,
    "description": 1_024,
    "logo_url": 1_024,
    "additional": 1_024,
}


def fits(identity: SubnetIdentityV3) -> bool:
    """Tell whether every field is within its limit. Their sum then is within the chain's limit for the sum."""
    return all(len(getattr(identity, field)) <= limit for field, limit in _LIMITS.items())
