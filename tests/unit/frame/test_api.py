"""Runtime APIs are called by wire name with SCALE bytes."""

from collections.abc import Iterator

import pytest
from tests.helpers import runtime_of

from taonet.frame.api import ApiMismatch, BadApiInput, RuntimeApi, UnknownApi, runtime_api
from taonet.frame.runtime import TableMismatch
from taonet.frame.state import State
from taonet.scale import TEXT, U16, U64, u16, u64
from taonet.scale.fields import NoCodec


class Nothing:
    """A backend that holds nothing."""

    def get(self, key: bytes) -> bytes | None:
        return None

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        return iter(())


def prices() -> RuntimeApi:
    api = runtime_api("SwapRuntimeApi", version=1)

    @api.method()
    def price(s: State, netuid: u16, symbol: str) -> u64:
        """Return a price."""
        return netuid * len(symbol)

    @api.method(name="count")
    def count_all(s: State) -> u64:
        """Return a count."""
        return 7

    assert price(State(Nothing(), runtime_of()), 3, "ab") == 6
    return api


def ask(method: str, payload: bytes) -> bytes:
    runtime = runtime_of(apis=(prices(),))
    return runtime.ask(State(Nothing(), runtime), method, payload)


def test_a_method_is_called_by_trait_and_name_with_scale_bytes() -> None:
    assert U64.decode(ask("SwapRuntimeApi_price", U16.encode(21) + TEXT.encode("ab"))) == 42
    assert U64.decode(ask("SwapRuntimeApi_count", b"")) == 7


def test_the_id_of_an_api_is_the_hash_of_its_name() -> None:
    assert runtime_api("Core", version=5).id.hex() == "df6acb689907609b"
    assert runtime_api("Metadata", version=2).id.hex() == "37e397fc7c91f5e4"


def test_an_unknown_method_is_refused_with_the_sentence_that_clients_look_for() -> None:
    with pytest.raises(UnknownApi, match="Exported method Metadata_nothing is not found"):
        ask("Metadata_nothing", b"")


@pytest.mark.parametrize("payload", [b"", b"\x01\x00", b"\x01\x00\x04a\x00", b"\x01\x00\x08a"])
def test_bytes_that_are_not_the_arguments_are_refused(payload: bytes) -> None:
    with pytest.raises(BadApiInput, match="Bad input data provided to SwapRuntimeApi_price"):
        ask("SwapRuntimeApi_price", payload)


def test_a_method_whose_types_tell_no_codec_is_refused() -> None:
    with pytest.raises(NoCodec, match="int"):

        @runtime_api("A", version=1).method()
        def question(s: State, netuid: int) -> u16:
            """Return nothing of interest."""
            return netuid


def test_a_method_without_text_is_refused() -> None:
    with pytest.raises(ApiMismatch, match="docstring"):

        @runtime_api("A", version=1).method()
        def question(s: State) -> u64:
            return 1


def test_two_methods_of_one_name_are_refused() -> None:
    with pytest.raises(TableMismatch, match="two APIs"):
        runtime_of(apis=(prices(), prices()))
