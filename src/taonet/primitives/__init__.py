"""Names, amounts and arithmetic."""
