"""The versions that the runtimes claim towards clients."""

from msgspec.structs import replace

from taonet.frame.version import RuntimeVersion

VERSION = RuntimeVersion(
    spec_name="node-subtensor",
    impl_name="node-subtensor",
    authoring_version=1,
    spec_version=475,
    impl_version=1,
    apis=[],  # the runtime lists those that it serves
    transaction_version=1,
    system_version=1,
)

VOTES_VERSION = replace(VERSION, impl_name="taonet-votes")
WITHOUT_SUDO_VERSION = replace(VOTES_VERSION, spec_version=476)
