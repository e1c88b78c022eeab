"""Three keys, a tiny protocol, and a made-up chain with Alice and Bob on it."""

import msgspec
import pytest
from bittensor.keyfiles import Keypair

from taonet.neuron.market import Protocol
from taonet.testing.neurons import Lab, dev_key


class EchoTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class EchoAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


ECHO = Protocol("echo/1", EchoTask, EchoAnswer, max_task_bytes=2_000, max_answer_bytes=2_000)


@pytest.fixture(scope="session")
def alice() -> Keypair:
    return dev_key("Alice")


@pytest.fixture(scope="session")
def bob() -> Keypair:
    return dev_key("Bob")


@pytest.fixture(scope="session")
def mallory() -> Keypair:
    return dev_key("Mallory")


@pytest.fixture
def lab(alice: Keypair, bob: Keypair) -> Lab:
    """Alice validates at uid 0, Bob mines at uid 1."""
    lab = Lab()
    lab.register(alice, validator=True)
    lab.register(bob)
    return lab


@pytest.fixture
def echo() -> Protocol[EchoTask, EchoAnswer]:
    return ECHO
