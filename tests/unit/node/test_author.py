"""The author: its announcements, what it opens, how it signs, and where its key comes from."""

import pytest
from bittensor_core import encrypt_mlkem768
from tests.helpers import empty_state

from taonet.crypto.keys import keypair_from_uri
from taonet.crypto.shield import ShieldKey, generate_shield_key
from taonet.crypto.signatures import verify_sr25519
from taonet.node.chain.author import KEPT_KEYS, KEYS_AHEAD, BlockAuthor, author_from_uri
from taonet.runtime.construct import RUNTIME
from taonet.runtime.transaction.extrinsic import Extrinsic, decode, encode
from taonet.sim import sign_call

ALICE = keypair_from_uri("//Alice")
SEED = "0x" + bytes(range(32)).hex()


def announced_key(author: BlockAuthor) -> bytes:
    [inherent] = author.inherents(empty_state())
    return decode(RUNTIME, inherent).call.args[0]


def make_blocks(author: BlockAuthor, count: int) -> list[bytes]:
    """Let blocks with the author's announcement be committed, and return the keys."""
    keys: list[bytes] = []
    for _ in range(count):
        keys.append(announced_key(author))
        author.committed(author.inherents(empty_state()))
    return keys


def signed_remark(text: bytes = b"inside") -> bytes:
    return sign_call(empty_state(), ALICE, RUNTIME.call("System", "remark", text))


def carrier(ciphertext: bytes) -> Extrinsic:
    return decode(RUNTIME, sign_call(empty_state(), ALICE, RUNTIME.call("MevShield", "submit_encrypted", ciphertext)))


def seal_inside(key: bytes, plain: bytes) -> Extrinsic:
    return carrier(encrypt_mlkem768(key, plain, include_key_hash=True))


@pytest.fixture
def author() -> BlockAuthor:
    """Give an author."""
    return author_from_uri("//One")


def test_an_announcement_stays_until_a_block_with_it_is_committed(author: BlockAuthor) -> None:
    first = author.inherents(empty_state())

    author.committed([b"somebody else's block"])
    assert author.inherents(empty_state()) == first
    author.committed([b"the time", *first])
    assert author.inherents(empty_state()) != first


def test_an_announcement_is_an_unsigned_call_with_a_key_of_1184_bytes(author: BlockAuthor) -> None:
    [inherent] = author.inherents(empty_state())
    extrinsic = decode(RUNTIME, inherent)

    assert extrinsic.signature is None
    assert extrinsic.call.call is RUNTIME.calls["MevShield", "announce_next_key"]
    assert len(extrinsic.call.args[0]) == 1_184
    assert extrinsic.call.call.policy.inherent


def test_what_the_client_encrypts_comes_out_byte_for_byte(author: BlockAuthor) -> None:
    [key] = make_blocks(author, 1)
    inner = signed_remark()
    outer = seal_inside(key, inner)

    assert author.opens(outer, key)
    assert author.unshield(RUNTIME, outer) == inner


def test_a_key_opens_nothing_before_it_is_in_a_block(author: BlockAuthor) -> None:
    key = announced_key(author)
    outer = seal_inside(key, signed_remark())

    assert not author.opens(outer, key)
    assert author.unshield(RUNTIME, outer) is None


@pytest.mark.parametrize("grace", [0, 2])
def test_a_key_opens_in_its_turn_and_within_the_grace(grace: int) -> None:
    author = author_from_uri("//One", grace=grace)
    keys = make_blocks(author, 6)
    carriers = [seal_inside(key, signed_remark()) for key in keys]

    for turn, pending in enumerate(keys):
        opened = [place for place, outer in enumerate(carriers) if author.opens(outer, pending)]
        assert opened == list(range(max(turn - grace, 0), turn + 1))
    assert not any(author.opens(outer, None) for outer in carriers)


def test_nothing_is_opened_in_the_turn_of_another_author(author: BlockAuthor) -> None:
    [key] = make_blocks(author, 1)

    assert not author.opens(seal_inside(key, signed_remark()), generate_shield_key().public)


def test_the_last_keys_are_kept_and_older_ones_forgotten(author: BlockAuthor) -> None:
    keys = make_blocks(author, KEPT_KEYS + 1)

    opened = [
        author.unshield(RUNTIME, seal_inside(key, signed_remark())) is not None for key in (keys[0], keys[1], keys[-1])
    ]
    assert opened == [False, True, True]


def test_keys_are_made_ahead_up_to_a_bound_and_used_in_order() -> None:
    made: list[bytes] = []

    def make_key() -> ShieldKey:
        key = generate_shield_key()
        made.append(key.public)
        return key

    author = BlockAuthor(keypair_from_uri("//One"), make_key=make_key)
    while author.work_ahead():
        pass
    assert not author.work_ahead()
    assert len(made) == KEYS_AHEAD

    ahead = list(made)
    assert make_blocks(author, KEYS_AHEAD) == ahead
    assert made == ahead
    assert make_blocks(author, 1) == made[KEYS_AHEAD:]


def test_the_carrier_of_another_author_is_not_ours(author: BlockAuthor) -> None:
    make_blocks(author, 2)
    foreign = generate_shield_key().public
    outer = seal_inside(foreign, signed_remark())

    assert not author.opens(outer, foreign)
    assert author.unshield(RUNTIME, outer) is None


def test_a_call_that_carries_nothing_is_never_ours(author: BlockAuthor) -> None:
    [key] = make_blocks(author, 1)
    plain = decode(RUNTIME, signed_remark())

    assert not author.opens(plain, key)
    assert author.unshield(RUNTIME, plain) is None


@pytest.mark.parametrize("cut", [1, 16, 200])
def test_a_truncated_carrier_opens_to_nothing(author: BlockAuthor, cut: int) -> None:
    [key] = make_blocks(author, 1)
    ciphertext = encrypt_mlkem768(key, signed_remark(), include_key_hash=True)

    assert author.opens(carrier(ciphertext[:-cut]), key)
    assert author.unshield(RUNTIME, carrier(ciphertext[:-cut])) is None


@pytest.mark.parametrize("position", [16, 18, 700, 1_105, 1_110, -1])
def test_an_altered_carrier_opens_to_nothing(author: BlockAuthor, position: int) -> None:
    [key] = make_blocks(author, 1)
    ciphertext = bytearray(encrypt_mlkem768(key, signed_remark(), include_key_hash=True))
    ciphertext[position] ^= 1

    assert author.unshield(RUNTIME, carrier(bytes(ciphertext))) is None


def test_only_signed_transactions_come_out(author: BlockAuthor) -> None:
    [key] = make_blocks(author, 1)
    time = encode(RUNTIME, None, RUNTIME.call("Timestamp", "set", 1))

    assert author.unshield(RUNTIME, seal_inside(key, time)) is None
    assert author.unshield(RUNTIME, seal_inside(key, author.inherents(empty_state())[0])) is None


@pytest.mark.parametrize("plain", [b"\x00", b"\xff" * 40, b"not a transaction", signed_remark()[:-1]])
def test_what_is_no_transaction_does_not_come_out(author: BlockAuthor, plain: bytes) -> None:
    [key] = make_blocks(author, 1)

    assert author.unshield(RUNTIME, seal_inside(key, plain)) is None


def test_padding_behind_the_transaction_is_cut_off(author: BlockAuthor) -> None:
    [key] = make_blocks(author, 1)
    inner = signed_remark()

    assert author.unshield(RUNTIME, seal_inside(key, inner + bytes(500))) == inner


def test_the_seal_is_the_authoritys_signature() -> None:
    seal = author_from_uri("//One").seal(b"h" * 32)

    assert seal is not None
    assert verify_sr25519(seal, b"h" * 32, keypair_from_uri("//One").public)
