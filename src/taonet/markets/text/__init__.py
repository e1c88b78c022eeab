"""The text market: language-model answers, paid by authenticity, quality and speed."""
