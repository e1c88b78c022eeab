"""The network that `make demo` shows: a node, two validators and five miners, each a process of its own."""
