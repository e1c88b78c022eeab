"""The node's server: JSON-RPC over HTTP and WebSocket, health and metrics."""
