"""What the owner of a coldkey says about itself, and how long it may be."""

from __future__ import annotations

from taonet.runtime.pallets.subtensor.accounts.types import ChainIdentityV2

# Bytes at most, by field.
_LIMITS = {
    "name": 256,
    "url": 256,
    "github_repo": 256,
    "image": 1_024,
    "discord": 256,
    "description": 1_024,
    "additional": 1_024,
}


def fits(identity: ChainIdentityV2) -> bool:
    """Tell whether every field is within its limit. Their sum then is within the chain's limit for the sum."""
    return all(len(getattr(identity, field)) <= limit for field, limit in _LIMITS.items())
