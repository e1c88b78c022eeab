"""The pallet DSL: what a pallet declares, and what is generated from it."""
