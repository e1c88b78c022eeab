"""The node: consensus, storage, transaction pool and JSON-RPC around the state transition."""
