"""What the commands of `taonet gov` share: options, the chain, who signs, and how a transaction is sent."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, final

import bittensor
import msgspec
import typer
from bittensor.keyfiles import Keypair
from bittensor.result import BittensorError
from bittensor.wallet import DEFAULT_WALLET_PATH

from taonet.cli.failures import told
from taonet.cli.gov.pages import preview_page
from taonet.cli.output import FAILURE, say_error, say_warning
from taonet.cli.signals import Stopped, raise_when_stopped
from taonet.gov.chain import Chain, NoVotes
from taonet.gov.sending import Outcome, fee_of, send
from taonet.node.client import NodeFailure
from taonet.scale import ScaleError
from taonet.scale.described.syntax import BadText
from taonet.scale.described.types import Case
from taonet.scale.described.writing import amount

NODE: Final = "http://127.0.0.1:9944"
WIDEST: Final = 100

Url = Annotated[str, typer.Option("--url", help="A node's http:// or ws:// address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, or one a transaction, each on a line.")]
Uri = Annotated[
    str | None, typer.Option("--uri", help="Sign with a development key such as //Dave; on development chains only.")
]
WalletName = Annotated[str, typer.Option("--wallet-name", help="Wallet whose coldkey signs.")]
WalletPath = Annotated[Path, typer.Option("--wallet-path", help="Folder of the wallets.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before signing.")]
WALLETS: Final = Path(DEFAULT_WALLET_PATH)


class GovFailure(Exception):
    """What was asked cannot be done; says why, and what to do."""


@final
class Signing(msgspec.Struct, frozen=True):
    """Who signs, and how it is asked and told."""

    uri: str | None
    name: str
    path: Path
    yes: bool
    as_json: bool


@contextmanager
def governing(url: str, *, as_json: bool) -> Generator[Chain]:
    """Open a chain for a command; whatever refuses becomes one line, as JSON too where that is asked, and exit code 1."""
    raise_when_stopped()
    with told(_teller(as_json=as_json), NodeFailure, NoVotes, GovFailure, ScaleError, BittensorError):
        yield Chain(url)


def _teller(*, as_json: bool) -> Callable[[str], object]:
    def tell(text: str) -> None:
        if as_json:
            typer.echo(json.dumps({"ok": False, "error": text}))
        say_error(text)

    return tell


def width() -> int:
    """Return the columns that pages are set to."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def show(document: Any, page: list[str], *, as_json: bool) -> None:
    """Print a document for programs, or a page for people."""
    typer.echo(json.dumps(document) if as_json else "\n".join(page))


def key_of(chain: Chain, signing: Signing) -> Any:
    """Return the public side of who signs, without unlocking anything."""
    if signing.uri is not None:
        if not signing.uri.startswith("//"):
            raise typer.BadParameter("a development key begins with //, e.g. //Dave", param_hint="'--uri'")
        if not chain.development:
            raise GovFailure(
                f"{chain.name} is no development chain, and everybody knows the key {signing.uri}: sign with --wallet-name"
            )
        return Keypair.create_from_uri(signing.uri)
    file = signing.path.expanduser() / signing.name / "coldkeypub.txt"
    if not file.is_file():
        raise GovFailure(
            f"no coldkey at {file}: create it with `btcli -w {signing.name} --wallet-path {signing.path} wallet new-coldkey`"
            + (", or sign with --uri //Dave on this development chain" if chain.development else "")
        )
    return _wallet(signing).coldkeypub


def account_of(chain: Chain, signing: Signing) -> bytes:
    """Return the account that signs."""
    return bytes(key_of(chain, signing).public_key)


def carry_out(chain: Chain, call: Case, signing: Signing, said: list[str], **facts: object) -> Outcome:
    """Try a call as its signer, say what it costs, ask, sign it, and tell what became of it.

    A call that would be refused is not sent: that would cost its fee.
    """
    data, public = chain.described.encode_call(call), key_of(chain, signing)
    tried = try_call(chain, data, public.ss58_address)
    if tried is not None and not tried["ok"]:
        raise GovFailure(f"it would be refused: {refusal_text(tried)}; nothing was sent")
    fee = fee_of(chain, data)
    if not signing.as_json:
        typer.echo("\n".join([*said, f"signer   {public.ss58_address}", f"fee      {amount(fee)}"]))
    confirm(signing, "Sign and send it?")
    key = _unlocked(signing, public)
    try:
        outcome = send(chain, data, key)
    except Stopped:
        say_warning("stopped while it was sent: it may still come into a block; look before you send it again")
        raise
    _tell(chain, call, outcome, signing, facts)
    return outcome


def try_call(chain: Chain, data: bytes, origin: str) -> dict[str, Any] | None:
    """Return what a call would do, None where the node cannot say: then it is no node of taonet's."""
    try:
        return chain.preview(data, origin)
    except NodeFailure as error:
        if "-32601" in str(error):
            return None
        raise


def refusal_text(tried: dict[str, Any]) -> str:
    """Return the name and the words of a refusal in a preview."""
    refusal = tried["refusal"]
    return ": ".join(part for part in (refusal["name"], refusal["docs"].rstrip(".")) if part)


def confirm(signing: Signing, question: str) -> None:
    """Ask whether to go on; leave with 1 for no. Where nobody can be asked, `--yes` must have been given."""
    if signing.yes:
        return
    if not sys.stdin.isatty():
        raise typer.BadParameter("nobody can be asked here: say --yes to sign and send")
    if not typer.confirm(question, err=True):
        raise typer.Exit(FAILURE)


def shown_preview(tried: dict[str, Any] | None) -> list[str]:
    """Return a preview as a page."""
    if tried is None:
        return ["preview  this node cannot say what the call would do: it is none of taonet's"]
    return preview_page(tried, width())


def _tell(chain: Chain, call: Case, outcome: Outcome, signing: Signing, facts: dict[str, object]) -> None:
    chain.refresh()
    if not outcome.ok:
        refuse(outcome)
    document = {
        "ok": True,
        "call": chain.described.write_call(call),
        "block": outcome.block,
        "extrinsic": outcome.extrinsic,
    }
    document |= {"fee_rao": outcome.fee, **facts}
    if signing.as_json:
        typer.echo(json.dumps(document))
    else:
        paid = "" if outcome.fee is None else f"; {amount(outcome.fee)} of fee paid"
        where = outcome.block if outcome.extrinsic is None else f"#{outcome.extrinsic.partition('-')[0]}"
        typer.echo(f"done     in block {where}{paid}")


def refuse(outcome: Outcome) -> NoReturn:
    """Fail with what the chain said to a transaction."""
    where = f" (in block {outcome.block})" if outcome.block else ""
    raise GovFailure(f"refused{where}: {outcome.message}")


def _unlocked(signing: Signing, public: Any) -> Any:
    """Return the key that signs; the official client asks for its password."""
    if signing.uri is not None:
        return public
    try:
        wallet = _wallet(signing)
        wallet.unlock_coldkey()
    except Exception as error:  # the client's key errors have no common base but Exception
        raise GovFailure(f"the coldkey of wallet {signing.name} cannot be unlocked: {error}") from error
    return wallet.coldkey


def _wallet(signing: Signing) -> Any:
    return bittensor.Wallet(signing.name, "default", str(signing.path))


def rao_of(text: str, counted: str = "tao") -> int:
    """Return an amount in rao; a unit has to be named, so that nobody votes with a billionth of what was meant.

    `counted` is what counts here, `tao` or `alpha`: the other is refused.
    """
    number = text.strip().lower()
    for unit in ("tao", "alpha", "rao"):
        if number.endswith(unit):
            digits, _, after = number.removesuffix(unit).replace("_", "").partition(".")
            if digits.isdecimal() and (after.isdecimal() or not after) and len(after) <= (0 if unit == "rao" else 9):
                if unit not in (counted, "rao"):
                    raise BadText(f"{text!r}: it is {counted} that counts here, not {unit}")
                return int(digits) if unit == "rao" else int(digits + after.ljust(9, "0"))
    raise BadText(f"{text!r} is no amount: write it like 10{counted}, 1.5{counted} or 7rao")
