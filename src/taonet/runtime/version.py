"""The version that the standard runtime claims towards clients."""

from taonet.frame.version import RuntimeVersion

_APIS = (
    ("df6acb689907609b", 5),  # Core
    ("37e397fc7c91f5e4", 2),  # Metadata
    ("40fe3ad401f8959a", 6),  # BlockBuilder
    ("fbc577b9d747efd6", 1),  # GenesisBuilder
    ("d2bc9897eed08f15", 3),  # TaggedTransactionQueue
    ("f78b278be53f454c", 2),  # OffchainWorkerApi
    ("dd718d5cc53262d4", 1),  # AuraApi
    ("ab3c0572291feb8b", 1),  # SessionKeys
    ("ed99c5acb25eedf5", 3),  # GrandpaApi
    ("bc9d89904f5b923f", 1),  # AccountNonceApi
    ("37c8bb1350a9a2a8", 4),  # TransactionPaymentApi
    ("f3ff14d5ab527059", 3),  # TransactionPaymentCallApi
    ("582211f65bb14b89", 6),  # EthereumRuntimeRPCApi
    ("e65b00e46cedd0aa", 2),  # ConvertTransactionRuntimeApi
    ("68b66ba122c93fa7", 2),  # ContractsApi
    ("42e62be4a39e5b60", 1),  # DelegateInfoRuntimeApi
    ("806df4ccaa9ed485", 1),  # NeuronInfoRuntimeApi
    ("8375104b299b74c5", 2),  # SubnetInfoRuntimeApi
    ("5d1fbfbe852f2807", 1),  # StakeInfoRuntimeApi
    ("c6886e2f8e598b0a", 1),  # SubnetRegistrationRuntimeApi
    ("43580abff6baab45", 5),  # BetaBasketRuntimeApi
    ("c0de4984d112f3b4", 1),  # ProxyFilterRuntimeApi
    ("cbca25e39f142387", 2),  # BabeApi
    ("a8b093e6508d9e9c", 1),  # SwapRuntimeApi
    ("1c4585bd5c707202", 1),  # ShieldApi
)

VERSION = RuntimeVersion(
    spec_name="node-subtensor",
    impl_name="node-subtensor",
    authoring_version=1,
    spec_version=475,
    impl_version=1,
    apis=[(bytes.fromhex(identifier), version) for identifier, version in _APIS],
    transaction_version=1,
    system_version=1,
)
