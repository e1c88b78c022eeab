"""The part of bittensor-core that taonet calls; the package ships no types. Add what you call."""

CRYPTO_ED25519: int
CRYPTO_SR25519: int

class Keypair:
    public_key: bytes
    ss58_address: str
    @staticmethod
    def create_from_uri(uri: str, crypto_type: int = ..., ss58_format: int = ...) -> Keypair: ...
    def sign(self, data: bytes) -> bytes: ...
    def verify(self, data: bytes, signature: bytes) -> bool: ...

def encrypt_mlkem768(
    pk_bytes: bytes, plaintext: bytes, include_key_hash: bool = False
) -> bytes: ...
def mlkem_kdf_id() -> bytes: ...
