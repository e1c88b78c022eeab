"""A chain that has seen some use, to try things on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from tests.properties.world import EXAMPLES, PAIRS

from taonet.runtime.construct import RUNTIME
from taonet.sim import Chain

settings.register_profile("chain", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="session")
def start() -> Chain:
    """Give a chain on whose subnet 1 several neurons are registered and hold stake."""
    c = Chain.localnet(keep_root=False)
    for owner, hotkey in PAIRS[1:]:
        c.submit(owner, "SubtensorModule", "burned_register", 1, hotkey)
    for setting, value in (
        ("sudo_set_subtoken_enabled", True),
        ("sudo_set_network_registration_allowed", True),
        ("sudo_set_tempo", 2),
        ("sudo_set_commit_reveal_weights_enabled", False),
    ):
        c.submit(c.alice, "Sudo", "sudo", RUNTIME.call("AdminUtils", setting, 1, value))
    for owner, hotkey in PAIRS[1:]:
        c.submit(owner, "SubtensorModule", "add_stake", hotkey, 1, 40 * 10**9)
    c.blocks(12)
    return c
