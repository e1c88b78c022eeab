"""Runtime APIs are called by wire name with SCALE bytes."""

from collections.abc import Iterator

import pytest


    ApiMismatch,
    BadApiInput,
    RuntimeApi,
    UnknownApi,
    api_table,
    call_api,
    runtime_api,
)
from taonet.frame.state import State
from taonet.scale import TEXT, U16, U64


class Nothing:
    """A backend that holds nothing."""

    def get(self, key: bytes) -> bytes | None:
        return None

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        return iter(())


def prices() -> RuntimeApi:
    api = runtime_api("SwapRuntimeApi", version=1)

    @api.method(args={"netuid": U16, "symbol": TEXT}, returns=U64)
    def price(s: State, netuid: int, symbol: str) -> int:
        """Return a price."""
        return netuid * len(symbol)

    @api.method(returns=U64, name="count")
    def count_all(s: State) -> int:
        """Return a count."""
        return 7

    assert price(State(Nothing()), 3, "ab") == 6
    return api


def test_a_method_is_called_by_trait_and_name_with_scale_bytes() -> None:
    table = api_table([prices()])
    answer = call_api(table, State(Nothing()), "SwapRuntimeApi_price", U16.encode(21) + TEXT.encode("ab"))

    assert U64.decode(answer) == 42
    assert U64.decode(call_api(table, State(Nothing()), "SwapRuntimeApi_count", b"")) == 7


def test_the_id_of_an_api_is_the_hash_of_its_name() -> None:
    assert runtime_api("Core", version=5).id.hex() == "df6acb689907609b"
    assert runtime_api("Metadata", version=2).id.hex() == "37e397fc7c91f5e4"


def test_an_unknown_method_is_refused_with_the_sentence_that_clients_look_for() -> None:
    with pytest.raises(UnknownApi, match="Exported method Metadata_nothing is not found"):
        call_api(api_table([prices()]), State(Nothing()), "Metadata_nothing", b"")


@pytest.mark.parametrize("payload", [b"", b"\x01\x00", b"\x01\x00\x04a\x00", b"\x01\x00\x08a"])
def test_bytes_that_are_not_the_arguments_are_refused(payload: bytes) -> None:
    with pytest.raises(BadApiInput, match="Bad input data provided to SwapRuntimeApi_price"):
        call_api(api_table([prices()]), State(Nothing()), "SwapRuntimeApi_price", payload)


def test_a_signature_that_differs_from_its_codecs_is_refused() -> None:
    with pytest.raises(ApiMismatch, match="parameters"):

        @runtime_api("A", version=1).method(args={"other": U16}, returns=U64)
        def question(s: State, netuid: int) -> int:
            """Return nothing of interest."""
            return netuid


def test_a_method_without_text_is_refused() -> None:
    with pytest.raises(ApiMismatch, match="docstring"):

        @runtime_api("A", version=1).method(returns=U64)
        def question(s: State) -> int:
            return 1


def test_two_methods_of_one_name_are_refused() -> None:
    with pytest.raises(ApiMismatch, match="two APIs"):
        api_table([prices(), prices()])
