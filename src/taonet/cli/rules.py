"""`taonet rules`: the versions of the rules that this program has, and the code by which a chain goes over to one."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from taonet.crypto.hashing import blake2_256
from taonet.frame.runtime import Runtime
from taonet.primitives.arithmetic import U32_MAX
from taonet.runtime.construct import RULES
from taonet.runtime.pallets.system.well_known import code_from, code_of


def rules(
    *,
    from_block: Annotated[
        int | None,
        typer.Option("--from-block", min=1, max=U32_MAX, help="The first block under them. Default: the next one."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the versions of the rules that this program has, with the code to set or to authorise for each."""
    found = [
        *(_facts(one, "as the real chain", from_block) for one in RULES.standard),
        *(_facts(one, "with votes", from_block) for one in RULES.votes),
    ]
    typer.echo(json.dumps({"rules": found}) if as_json else "\n\n".join(map(_words, found)))


def _facts(runtime: Runtime, kind: str, from_block: int | None) -> dict[str, Any]:
    spec, code = runtime.spec, code_of(runtime)
    code = code if from_block is None else code_from(code, from_block)
    return {
        "version": f"{spec.spec_version}.{spec.impl_version}",
        "kind": kind,
        "line": code.decode().strip(),
        "code": f"0x{code.hex()}",
        "code_hash": f"0x{blake2_256(code).hex()}",
    }


def _words(facts: dict[str, Any]) -> str:
    return "\n".join(
        [
            f"{facts['version']}, {facts['kind']}",
            f"  line       {facts['line']}",
            f"  code       {facts['code']}",
            f"  code hash  {facts['code_hash']}",
        ]
    )
