"""A program that starts the command line many times, each in a fork of its own, so that a start costs no imports.

Reads one JSON object a line: `words` of the command line, the `log` for what it prints, and the fault to set; or `words` null,
`path` and `blocks` (number to hash) that the chain there must have. Answers with the exit code.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.faults.control import Control

from taonet.cli import up  # noqa: F401  the imports that a start shall not cost
from taonet.cli.main import main
from taonet.node.chain.genesis import open_chain
from taonet.runtime.genesis.presets import localnet


def run(words: list[str], log: str) -> int:
    """Run the command line with its output in a file; return the exit code."""
    number = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(number, 1)
    os.dup2(number, 2)
    sys.argv = ["taonet", *words]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def check(path: str, blocks: dict[str, str]) -> int:
    """Open the chain, which compares its state with its newest block, and look for every block."""
    with open_chain(localnet(), Path(path)) as machine:
        there = {number: machine.store.block_hash(int(number)) for number in blocks}
    missing = [number for number, block_hash in blocks.items() if there[number] != bytes.fromhex(block_hash[2:])]
    return 1 if missing else 0


def work(task: dict[str, Any], control: Control) -> int:
    """Do one task in a fork and return its exit code."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            if task["words"] is None:
                code = check(task["path"], task["blocks"])
            else:
                control.fail(task["failure"], after=task["after"], opening=task["opening"])
                code = run(task["words"], task["log"])
        finally:
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    control.heal()
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    shared = Control(Path(os.environ["FAULT_CONTROL"]))
    for line in sys.stdin:
        print(work(json.loads(line), shared), flush=True)
