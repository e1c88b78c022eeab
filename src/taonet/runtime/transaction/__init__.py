"""Transactions: their bytes, what their signature covers, and when they may enter a block."""
