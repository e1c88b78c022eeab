"""The transaction extensions: their order is the runtime's and the one that clients read."""

import pytest

from taonet.frame.metadata import Version
from taonet.frame.metadata_types import decode_metadata
from taonet.runtime.construct import RUNTIME
from taonet.runtime.extensions import EXTENSIONS

VERSIONS: tuple[Version, ...] = (14, 15)


@pytest.mark.parametrize("version", VERSIONS)
def test_metadata_lists_the_extensions_in_their_order(version: Version) -> None:
    listed = decode_metadata(RUNTIME.metadata(version)).extrinsic.signed_extensions

    assert [one.identifier for one in listed] == [one.identifier for one in EXTENSIONS]


def test_the_extensions_are_the_chains_in_its_order() -> None:
    assert [one.identifier for one in EXTENSIONS] == [
        "CheckNonZeroSender", "CheckSpecVersion", "CheckTxVersion", "CheckGenesis", "CheckMortality", "CheckNonce", "CheckWeight",
        "ChargeTransactionPayment", "SudoTransactionExtension", "CheckShieldedTxValidity", "SubtensorTransactionExtension",
        "DrandPriority", "CheckMetadataHash",
    ]  # fmt: skip


def test_a_signature_keeps_what_extensions_carry_under_their_names() -> None:
    assert [one.carries for one in RUNTIME.carried] == ["era", "nonce", "tip", "mode"]
