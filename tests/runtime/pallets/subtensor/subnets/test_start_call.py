"""Starting a subnet."""

from __future__ import annotations

from tests.helpers import OWN

from taonet.frame.error import BadOrigin
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.errors import SubnetNotExists
from taonet.runtime.pallets.subtensor.subnets import calls
from taonet.runtime.pallets.subtensor.subnets.errors import FirstEmissionBlockNumberAlreadySet, StartCallNotReady
from taonet.runtime.pallets.subtensor.subnets.events import FirstEmissionBlockNumberSet
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain


def test_makes_the_token_tradable_and_emission_begin_in_the_next_block(own_net: Chain) -> None:
    own_net.call(own_net.alice, calls.start_call, OWN)

    assert Subnets.SubtokenEnabled.get(own_net.s, OWN)
    assert Subnets.FirstEmissionBlockNumber.get(own_net.s, OWN) == 2
    assert own_net.events(FirstEmissionBlockNumberSet) == [FirstEmissionBlockNumberSet(OWN, 2)]


def test_refuses_a_subnet_that_is_not_there(net: Chain) -> None:
    with net.refused(SubnetNotExists):
        net.call(net.alice, calls.start_call, NetUid(9))


def test_refuses_everyone_but_the_owner(own_net: Chain) -> None:
    with own_net.refused(BadOrigin):
        own_net.call(own_net.bob, calls.start_call, OWN)
    with own_net.refused(BadOrigin):
        own_net.as_root(calls.start_call, OWN)


def test_refuses_a_second_start(own_net: Chain) -> None:
    own_net.call(own_net.alice, calls.start_call, OWN)
    with own_net.refused(FirstEmissionBlockNumberAlreadySet):
        own_net.call(own_net.alice, calls.start_call, OWN)


def test_refuses_until_the_delay_has_passed(own_net: Chain) -> None:
    own_net.as_root("AdminUtils", "sudo_set_start_call_delay", 10)
    own_net.go_to(10)
    with own_net.refused(StartCallNotReady):
        own_net.call(own_net.alice, calls.start_call, OWN)
    own_net.go_to(11)
    own_net.call(own_net.alice, calls.start_call, OWN)
