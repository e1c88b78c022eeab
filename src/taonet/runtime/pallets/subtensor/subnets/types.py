"""Identities of subnets, given by their owners.

Source: utils/identity.rs is_valid_subnet_identity
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.scale import struct


@final
class SubnetIdentityV3(msgspec.Struct, frozen=True):
    """What the owner says about a subnet; all fields are UTF-8 by custom only."""

    subnet_name: bytes
    github_repo: bytes
    subnet_contact: bytes
    subnet_url: bytes
    discord: bytes
    description: bytes
    logo_url: bytes
    additional: bytes


SUBNET_IDENTITY = struct(SubnetIdentityV3, "pallet_subtensor::pallet::SubnetIdentityV3")


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
