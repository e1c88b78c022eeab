"""The swap pallet: weighted pools of TAO and alpha, one a subnet."""
