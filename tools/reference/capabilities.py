"""What the real chain can do, in words, and the names by which each thing is known on the wire.

A name is `Pallet.call`, `RuntimeApi.method` or an RPC method; patterns are those of file names. The first that fits counts.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple


class Capability(NamedTuple):
    """Something to do with the chain: what it is about, its name in a list, the patterns of its calls and methods."""

    about: str
    words: str
    patterns: tuple[str, ...]


_S, _A = "SubtensorModule.", "AdminUtils.sudo_"

CAPABILITIES = (
    Capability(
        "stake", "root baskets, in which validators keep root's dividends",
        (
            f"{_S}claim_root*", f"{_S}*_basket*", f"{_S}sudo_set_root_claim*", f"{_A}set_basket_*",
            "BetaBasketRuntimeApi.*",
        ),
    ),
    Capability(
        "accounts and root", "swaps of hotkeys and coldkeys",
        (f"{_S}*swap_hotkey*", f"{_S}*swap_coldkey*", f"{_S}*_coldkey_swap*", f"{_A}set_coldkey_swap_*"),
    ),
    Capability("stake", "lending stake to children", (f"{_S}set_children", f"{_S}*childkey*")),
    Capability(
        "stake", "locks and conviction",
        (
            f"{_S}lock_stake", f"{_S}*_lock", f"{_S}*_locked_alpha", f"{_A}set_owner_cut_auto_lock_enabled",
            "StakeInfoRuntimeApi.*lock*",
            "StakeInfoRuntimeApi.*convict*", "stakeInfo_*",
        ),
    ),
    Capability(
        "subnets", "dissolving subnets, and the queue for new ones",
        (f"{_S}*dissolve_network", f"{_A}set_network_immunity_period", f"{_A}set_dissolve_*"),
    ),
    Capability("subnets", "crowdloans, and subnets leased with them", ("Crowdloan.*", f"{_S}*lease*")),
    Capability("stake", "limit orders", ("LimitOrders.*",)),
    Capability(
        "subnets", "registration by proof of work", (f"{_S}pow_register", f"{_A}set_*pow_*", f"{_A}set_*difficulty")
    ),
    Capability("subnets", "the former adjustment of prices and difficulty", (f"{_A}set_adjustment_*",)),
    Capability(
        "subnets", "timelocked weights and commitments, with the drand beacon that opens them",
        ("Drand.*", f"{_S}commit_timelocked_*", f"{_S}commit_crv3_*", f"{_A}set_commit_reveal_version"),
    ),
    Capability("subnets", "Null consensus", (f"{_A}set_epoch_consensus", f"{_A}trim_null_*")),
    Capability("subnets", "trimming a subnet's seats", (f"{_A}trim_to_*",)),
    Capability("subnets", "voting power", (f"{_S}*voting_power*",)),
    Capability("accounts and root", "proxies", ("Proxy.*", "ProxyFilterRuntimeApi.*")),
    Capability("accounts and root", "multisig", ("Multisig.*",)),
    Capability("accounts and root", "scheduled calls and preimages", ("Scheduler.*", "Preimage.*")),
    Capability("accounts and root", "safe mode", ("SafeMode.*",)),
    Capability(
        "contracts", "the EVM and the Ethereum side of the node",
        (
            "EVM.*", "Ethereum.*", "BaseFee.*", "EVMChainId.*", f"{_S}associate_evm_key", f"{_A}set_evm_*",
            f"{_A}toggle_evm_*", "EthereumRuntimeRPCApi.*", "ConvertTransactionRuntimeApi.*", "eth_*", "net_*",
            "web3_*",
        ),
    ),
    Capability("contracts", "contracts in WebAssembly", ("Contracts.*", "ContractsApi.*")),
    Capability(
        "the node", "several block authors and finality among them",
        (
            "Grandpa.*", "AdminUtils.swap_authorities", "AdminUtils.schedule_grandpa_change",
            "RandomnessCollectiveFlip.*", "GrandpaApi.*", "BabeApi.*", "SessionKeys.*", "author_*Key*",
            "system_*Peer*", "system_unstable_networkState",
        ),
    ),
    Capability("accounts and root", "upgrades of the chain's code by transaction", ("System.*",)),
    Capability(
        "stake", "settings of the emission by TAO flow", (f"{_A}set_tao_flow_*", f"{_A}set_net_tao_flow_enabled")
    ),
    Capability("accounts and root", "the queue of encrypted calls, which the real chain cannot open", ("MevShield.*",)),
    Capability("the node", "runtime APIs that only a node in Rust calls", (
        "BlockBuilder.*", "Core.*", "GenesisBuilder.*", "OffchainWorkerApi.*", "ShieldApi.*",
    )),
    Capability(
        "the node", "the new JSON-RPC specification", ("chainHead_*", "chainSpec_*", "archive_*", "transaction*")
    ),
    Capability(
        "the node", "child storage, offchain storage, tracing and log filters over RPC",
        ("childstate_*", "offchain_*", "state_getChildReadProof", "state_traceBlock", "dev_getBlockStats", "system_*LogFilter"),
    ),
    Capability("subnets", "setters of values that no rule reads, and retired ones", (f"{_A}*",)),
)  # fmt: skip


class Unsorted(LookupError):
    """Something is missing that no capability names."""


def capability_of(name: str) -> Capability:
    """Return what a call or method is for."""
    for capability in CAPABILITIES:
        if any(fnmatchcase(name, pattern) for pattern in capability.patterns):
            return capability
    raise Unsorted(f"{name} is missing here: say in tools/reference/capabilities.py what it is for")
