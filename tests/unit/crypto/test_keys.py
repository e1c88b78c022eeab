"""Development keys: the accounts everybody knows."""

import pytest

from taonet.crypto.keys import (
    DEV_PHRASE,
    KeyUriError,
    ed25519_keypair_from_uri,
    keypair_from_uri,
)
from taonet.crypto.signatures import verify_ed25519, verify_sr25519

# Public keys as `subkey inspect` prints them.
KNOWN = {
    "//Alice": "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
    "//Bob": "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48",
    "//Charlie": "90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22",
    "//Alice//stash": "be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f",
    DEV_PHRASE: "46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a",
}


@pytest.mark.parametrize("uri", KNOWN)
def test_known_uri_gives_the_known_account(uri: str) -> None:
    assert keypair_from_uri(uri).public.hex() == KNOWN[uri]


def test_the_dev_phrase_may_be_spelled_out() -> None:
    assert keypair_from_uri(f"{DEV_PHRASE}//Alice/1") != keypair_from_uri("//Alice/2")
    assert keypair_from_uri(f"{DEV_PHRASE}//Alice").public == keypair_from_uri("//Alice").public


@pytest.mark.parametrize("uri", ["//Alice", "//Alice/soft", "//Alice//hard/7", DEV_PHRASE])
def test_signs_for_its_own_public_key(uri: str) -> None:
    pair = keypair_from_uri(uri)

    assert verify_sr25519(pair.sign(b"message"), b"message", pair.public)
    assert not verify_sr25519(pair.sign(b"message"), b"other", pair.public)


def test_ed25519_alice_is_the_known_authority() -> None:
    pair = ed25519_keypair_from_uri("//Alice")

    assert pair.public.hex() == "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee"
    assert verify_ed25519(pair.sign(b"message"), b"message", pair.public)


def test_a_bad_uri_is_refused_without_repeating_the_secret() -> None:
    with pytest.raises(KeyUriError) as refusal:
        keypair_from_uri("correct horse battery staple//0")

    assert "horse" not in str(refusal.value)


def test_ed25519_refuses_soft_junctions() -> None:
    with pytest.raises(KeyUriError):
        ed25519_keypair_from_uri("//Alice/soft")
