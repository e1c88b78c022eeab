"""JSON-RPC, one file a namespace. A method is a function whose name is the name on the wire."""
