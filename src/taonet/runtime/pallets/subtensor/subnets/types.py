"""Types of subnets."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.scale import BYTES, struct


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


SUBNET_IDENTITY = struct(
    SubnetIdentityV3,
    "pallet_subtensor::pallet::SubnetIdentityV3",
    {
        "subnet_name": BYTES,
        "github_repo": BYTES,
        "subnet_contact": BYTES,
        "subnet_url": BYTES,
        "discord": BYTES,
        "description": BYTES,
        "logo_url": BYTES,
        "additional": BYTES,
    },
)
