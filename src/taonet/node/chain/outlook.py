"""What a node says of rules to come: a line once they are agreed or scheduled, and warnings if it lacks them.

Rules are agreed when the chain keeps their line and the block that it named. Before that a call that sets code may wait
in the scheduler, as the end of a vote does: then they hold from the block that the code names, or behind the call's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import final

from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.node.chain.block import Block
from taonet.node.chain.machine import Machine
from taonet.runtime.pallets.preimage.bounded import peek
from taonet.runtime.pallets.scheduler.storage import Storage as Scheduler
from taonet.runtime.pallets.system.calls import set_code, set_code_without_checks
from taonet.runtime.pallets.system.upgrades import Coming, coming, read_code
from taonet.runtime.pallets.system.well_known import CODE, UPGRADE
from taonet.runtime.rules import UnknownRules

LOG = logging.getLogger("taonet.upgrades")
_SETS_CODE = frozenset({set_code, set_code_without_checks})


def rules_to_come(s: State) -> Iterator[Coming]:
    """Yield the rules that are agreed, and those that scheduled calls will set if they succeed."""
    agreed = coming(s)
    if agreed is not None:
        yield agreed
    for when, tasks in Scheduler.Agenda.items(s):
        for task in tasks:
            try:
                call = None if task is None else peek(s, task.call)[0]
            except DispatchError:  # it has no preimage yet, or is no call
                continue
            yield from _set_by(call, when)


def _set_by(call: RuntimeCall | None, when: int) -> Iterator[Coming]:
    if call is None:
        return
    if call.call in _SETS_CODE:
        try:
            named = read_code(call.args[0])
        except DispatchError:  # it will be refused
            return
        yield Coming(max(named.height or 0, when + 1), named.line)
    for inner in call.inner():
        yield from _set_by(inner, when)


@final
class Outlook:
    """Watches a chain's blocks for rules to come, and warns more often the nearer they are."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._to_come: set[Coming] = set()
        self._look(machine.best.header.number)
        machine.feed.listeners.append(self._imported)

    def _imported(self, block: Block) -> None:
        number, changes = block.header.number, block.changes
        if (runtime := self._known(changes.get(CODE))) is not None:
            spec = runtime.spec
            LOG.info("from block %d on rules %d.%d are in force", number + 1, spec.spec_version, spec.impl_version)
        for due in self._to_come:
            if _is_round(due.height - number) and self._known(due.code) is None:
                self._tell(due, number)
        if any(key == UPGRADE or key.startswith(Scheduler.Agenda.prefix) for key in changes):
            self._look(number)

    def _look(self, number: int) -> None:
        """Look again for what is to come, and tell of what is new."""
        before = self._to_come
        self._to_come = {due for due in rules_to_come(self._machine.state()) if due.height > number}
        for due in sorted(self._to_come - before, key=lambda one: (one.height, one.code)):
            self._tell(due, number)

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
