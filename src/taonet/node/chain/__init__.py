"""The chain as a state machine over a store: building blocks, committing them, reading what they left."""
