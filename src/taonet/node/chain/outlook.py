"""What a node says of rules that are agreed and not yet in force: a line when they are, and warnings if it lacks them."""

from __future__ import annotations

import logging
from typing import final

from taonet.frame.runtime import Runtime
from taonet.node.chain.block import Block
from taonet.node.chain.machine import Machine
from taonet.runtime.pallets.system.upgrades import Coming, coming
from taonet.runtime.pallets.system.well_known import CODE, UPGRADE
from taonet.runtime.rules import UnknownRules

LOG = logging.getLogger("taonet.upgrades")


@final
class Outlook:
    """Watches a chain's blocks for rules to come, and warns more often the nearer they are."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._coming = coming(machine.state())
        if self._coming is not None:
            self._tell(self._coming, machine.best.header.number)
        machine.feed.listeners.append(self._imported)

    def _imported(self, block: Block) -> None:
        number, changes = block.header.number, block.changes
        if (runtime := self._known(changes.get(CODE))) is not None:
            spec = runtime.spec
            LOG.info("from block %d on rules %d.%d are in force", number + 1, spec.spec_version, spec.impl_version)
        if UPGRADE in changes:
            self._coming = coming(self._machine.state())
        if self._coming is None:
            return
        left = self._coming.height - number
        if UPGRADE in changes or (_is_round(left) and self._known(self._coming.code) is None):
            self._tell(self._coming, number)

    def _tell(self, due: Coming, number: int) -> None:
        left, line = due.height - number, due.code.decode("utf-8", "replace").strip()[:200]
        when = f"with block {due.height}, in {left} block{'' if left == 1 else 's'}"
        if self._known(due.code) is None:
            LOG.warning(
                "%s the chain goes over to rules that this version of taonet does not have: %r. "
                "Start a version that has them before then; this one stops behind block %d",
                when, line, due.height - 1,
            )  # fmt: skip
        else:
            LOG.info("%s the chain goes over to other rules, which are here: %r", when, line)

    def _known(self, code: bytes | None) -> Runtime | None:
        try:
            return None if code is None else self._machine.rules.named(code)
        except UnknownRules:
            return None


def _is_round(left: int) -> bool:
    """Tell whether a number of blocks is a power of ten."""
    return str(left).strip("0") == "1"
