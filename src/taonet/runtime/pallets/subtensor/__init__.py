"""The subtensor pallet, cut into slices by subject."""
