"""The version that the standard runtime claims towards clients."""

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
